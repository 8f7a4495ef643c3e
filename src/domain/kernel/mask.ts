import { codePoints } from './text.ts'

/**
 * The masks of OP-13. A mask is made before the data leaves the worker (R-MSK-01, R-MSK-03, R-MSK-04), keeps the
 * number of characters, and on inputs too short for its pattern shows less, never more.
 */

const STAR = '*'

/** Less than this part hidden would make the rest guessable, so short inputs are kept back harder. */
const LEAST_HIDDEN = 1 / 3

/** Keeps `first` and `last` code points; when that would hide too little, keeps at most half, split evenly. */
function maskMiddle(text: string, first: number, last: number): string {
  const characters = codePoints(text)
  const count = characters.length
  const patternFits = count - first - last >= Math.ceil(count * LEAST_HIDDEN)
  const budget = patternFits ? first + last : Math.floor(count / 2)
  const keptFirst = patternFits ? first : Math.min(first, Math.ceil(budget / 2))
  const keptLast = patternFits ? last : Math.min(last, Math.floor(budget / 2))
  return [
    ...characters.slice(0, keptFirst),
    STAR.repeat(count - keptFirst - keptLast),
    ...characters.slice(count - keptLast),
  ].join('')
}

/** `张三丰` → `张**`. A name of a single character is hidden whole. */
export function maskName(name: string): string {
  return maskMiddle(name, 1, 0)
}

/** `210102199003071234` → `2101**********1234`; passports and permits keep less. */
export function maskDocumentNumber(number: string): string {
  return maskMiddle(number, 4, 4)
}

/** `13812345678` → `138****5678`. */
export function maskPhone(number: string): string {
  return maskMiddle(number, 3, 4)
}

/** `91210102MA0ABCDE12` → `9121**********DE12`. */
export function maskCreditCode(code: string): string {
  return maskMiddle(code, 4, 4)
}

/** `沈阳北方机电有限公司` → `沈阳******公司`. */
export function maskEnterpriseName(name: string): string {
  return maskMiddle(name, 2, 2)
}
