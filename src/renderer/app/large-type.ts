import { ref } from 'vue'

const KEPT_AS = 'hall-desk-large-type'

/** Sizes of large type, in hundredths of the usual one. */
export const TYPE_SIZES = ['125', '150', '200'] as const
export type TypeSize = (typeof TYPE_SIZES)[number]

function remembered(): TypeSize | undefined {
  const kept = localStorage.getItem(KEPT_AS)
  return TYPE_SIZES.find((size) => size === kept)
}

/** Large type, if chosen: one mark at the root, remembered on this machine. */
export const largeType = ref<TypeSize | undefined>(remembered())

function show(size: TypeSize | undefined): void {
  if (size === undefined) delete document.documentElement.dataset['type']
  else document.documentElement.dataset['type'] = size
}

export function setLargeType(size: TypeSize | undefined): void {
  largeType.value = size
  if (size === undefined) localStorage.removeItem(KEPT_AS)
  else localStorage.setItem(KEPT_AS, size)
  show(size)
}

show(largeType.value)
