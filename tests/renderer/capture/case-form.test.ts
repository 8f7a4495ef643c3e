import { describe, expect, it } from 'vitest'
import {
  emptyForm,
  firstLack,
  lackOf,
  readForm,
  stepsOf,
  submissionOf,
  titleOf,
  type CaseForm,
} from '../../../src/renderer/features/capture/case-form.ts'
import { idCase, NOW, otherCase } from '../../domain/capture/context.ts'

const { name: _name, caseId: _caseId, ...typed } = idCase()
const complete: CaseForm = readForm({ ...typed, gaps: [], step: 'summary' })

describe('the form of a case', () => {
  it('[R-CAP-02] walks the road of its branch and ends in the summary', () => {
    expect(stepsOf(emptyForm({ kind: 'new', branch: 'id-card' }))).toEqual([
      'front',
      'back',
      'information',
      'consent',
      'phone',
      'face-agreement',
      'scene',
      'summary',
    ])
    expect(stepsOf(emptyForm({ kind: 'new', branch: 'other' }))[0]).toBe('information')
  })

  it('[R-SUP-03] asks a supplement only for what the record lacks', () => {
    const photo = emptyForm({ kind: 'supplement', branch: 'id-card', personId: 'A', gaps: ['scene-photo'] })
    expect(stepsOf(photo)).toEqual(['face-agreement', 'scene', 'summary'])
    const expired = emptyForm({ kind: 'supplement', branch: 'id-card', personId: 'A', gaps: ['document-expired'] })
    expect(stepsOf(expired)).toEqual(['front', 'back', 'information', 'summary'])
  })

  it('lets no step be passed before it is finished, for the reason the judges give', () => {
    const form = emptyForm({ kind: 'new', branch: 'id-card' })
    expect(lackOf('front', form, NOW)).toMatchObject({ code: 'capture-front-missing' })
    const pictured = { ...form, pictures: { frontAttachmentId: 'f' } }
    expect(lackOf('front', pictured, NOW)).toMatchObject({ message: 'R-MSG-16' })
    expect(lackOf('information', form, NOW)).toMatchObject({ values: { field: 'name', problem: 'missing' } })
    expect(firstLack(complete, NOW)).toEqual({ step: 'summary' })
    expect(firstLack({ ...complete, phone: '12' }, NOW)).toMatchObject({ step: 'phone' })
  })

  it('comes back from a draft as it was, also from one that an older program left', () => {
    expect(readForm({ ...complete })).toEqual(complete)
    expect(readForm({})).toEqual(emptyForm({ kind: 'new', branch: 'id-card' }))
    expect(readForm({ ...complete, step: 'gone' }).step).toBe('front')
    expect(readForm({ ...typed, returned: null }).step).toBe('summary')
  })

  it('submits what was typed and nothing of the screen', () => {
    const { name: _command, ...payload } = idCase()
    const submission = submissionOf('draft-1', { ...complete, chipPortraitAttachmentId: 'c', returned: null })
    expect(JSON.parse(JSON.stringify(submission))).toEqual(payload)
  })

  it('[OP-13] is named in lists by masks alone', () => {
    expect(titleOf(readForm({ ...otherCase() }))).toBe('陈** · H1*****78')
    expect(titleOf(emptyForm({ kind: 'new', branch: 'other' }))).toBe('')
  })
})
