import { readFile } from 'node:fs/promises'

/** Where the kernel shows resident memory; elsewhere the child reports its own. */
export const kernelShowsMemory = process.platform === 'linux'

/** Resident memory of a process in bytes, or undefined when it has ended. */
export const residentBytes = async (pid: number): Promise<number | undefined> => {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}
