/** A cell that cannot be read: the reason, for the row's error. */
export class CellError extends Error {}
