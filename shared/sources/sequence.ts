/** What is asked of a list of entries. An array is one; a long document's entries are made as they are asked for. */
export interface Sequence<Member> extends Iterable<Member> {
  readonly length: number
  at(position: number): Member | undefined
  map<Result>(make: (member: Member, position: number) => Result): Result[]
  flatMap<Result>(make: (member: Member, position: number) => readonly Result[] | Result): Result[]
  filter(test: (member: Member, position: number) => boolean): Member[]
  some(test: (member: Member, position: number) => boolean): boolean
}

/** Members made one at a time: 19,000 objects that are looked at once need not be held. */
export class LazySequence<Member> implements Sequence<Member> {
  readonly length: number
  readonly #make: (position: number) => Member

  constructor(length: number, make: (position: number) => Member) {
    this.length = length
    this.#make = make
  }

  *[Symbol.iterator](): Generator<Member> {
    for (let position = 0; position < this.length; position += 1) yield this.#make(position)
  }

  at(position: number): Member | undefined {
    return position >= 0 && position < this.length ? this.#make(position) : undefined
  }

  map<Result>(make: (member: Member, position: number) => Result): Result[] {
    const results: Result[] = []
    for (let position = 0; position < this.length; position += 1) {
      results.push(make(this.#make(position), position))
    }
    return results
  }

  flatMap<Result>(make: (member: Member, position: number) => readonly Result[] | Result): Result[] {
    return this.map(make).flat() as Result[]
  }

  filter(test: (member: Member, position: number) => boolean): Member[] {
    return this.map((member) => member).filter(test)
  }

  some(test: (member: Member, position: number) => boolean): boolean {
    for (let position = 0; position < this.length; position += 1) {
      if (test(this.#make(position), position)) return true
    }
    return false
  }
}
