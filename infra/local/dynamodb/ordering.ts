/** What each operator asks of the sign of a comparison. */
export const signMeets = {
  '=': (sign: number): boolean => sign === 0,
  '<': (sign: number): boolean => sign < 0,
  '<=': (sign: number): boolean => sign <= 0,
  '>': (sign: number): boolean => sign > 0,
  '>=': (sign: number): boolean => sign >= 0,
}

export type OrderOperator = keyof typeof signMeets
