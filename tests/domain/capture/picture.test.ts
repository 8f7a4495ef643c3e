import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkStoredPicture, PICTURE_LIMITS, recognisePicture } from '../../../src/domain/capture/picture.ts'
import { jpeg, pdf, png } from '../../support/pictures.ts'

describe('pictures', () => {
  it('[R-CAP-03] takes JPEG and PNG, with their size', () => {
    expect(recognisePicture(jpeg(640, 480))).toEqual({
      ok: true,
      facts: { type: 'image/jpeg', width: 640, height: 480 },
    })
    expect(recognisePicture(png(70_000, 2))).toEqual({
      ok: true,
      facts: { type: 'image/png', width: 70_000, height: 2 },
    })
  })

  it('[R-CAP-03] finds out a PDF, whatever its name', () => {
    expect(recognisePicture(pdf())).toEqual({ ok: false, problem: 'pdf' })
  })

  it.each([
    ['GIF89a', 'other-picture'],
    ['RIFF____WEBPVP8 ', 'other-picture'],
    ['____ftypheic', 'other-picture'],
    ['<html>', 'not-a-picture'],
    ['', 'empty'],
  ])('tells %j as %s', (text, problem) => {
    expect(recognisePicture(new TextEncoder().encode(text))).toEqual({ ok: false, problem })
  })

  it('notices a picture that was cut off on the way', () => {
    expect(recognisePicture(jpeg(640, 480).slice(0, -2))).toEqual({ ok: false, problem: 'cut-off' })
    expect(recognisePicture(png(64, 64).slice(0, -6))).toEqual({ ok: false, problem: 'cut-off' })
  })

  it('keeps nothing beyond the limits of storage', () => {
    expect(checkStoredPicture(jpeg(PICTURE_LIMITS.side + 1, 10))).toEqual({ ok: false, problem: 'too-large' })
    expect(checkStoredPicture(jpeg(100, 100, PICTURE_LIMITS.bytes))).toEqual({ ok: false, problem: 'too-heavy' })
    expect(checkStoredPicture(jpeg(PICTURE_LIMITS.side, 10)).ok).toBe(true)
  })

  it('reads any bytes to an answer, and no cut of a picture as whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof recognisePicture(bytes).ok === 'boolean'),
    )
    const whole = jpeg(64, 64, 500)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 2 }), (end) => !recognisePicture(whole.slice(0, end)).ok),
    )
  })
})
