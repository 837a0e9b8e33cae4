/** A row named but not read yet: what a mutation's payload holds. It is read, and hidden, like any other. */
export class RowRef {
  constructor(
    readonly type: string,
    readonly key: string,
  ) {}
}
