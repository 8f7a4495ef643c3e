export interface Size {
  width: number
  height: number
}

/** A place on the desktop, in pixels. */
export interface Rectangle extends Size {
  x: number
  y: number
}
