/**
 * What becomes of an act that comes second, the first one having taken effect while neither desk saw the network: the
 * code of the refusal with which it comes back as work, or that it finds nothing left to do. Everything not named here
 * stands beside the first, because it is about something else or because the rules let the later word hold. Every
 * command of the contract has its line, so that a new one isn't forgotten.
 */
export const NOTHING = 'changes nothing'

const changed = 'relation-changed-meanwhile'
const agreementChanged = 'agency-changed-meanwhile'
const identityChanged = 'permission-changed-meanwhile'
const live = 'relation-already-live'
const held = 'phone-already-held'

/** Whatever ends a relation leaves nothing to confirm, manage or end again. */
const ended = {
  'relation.manage': changed,
  'relation.delete': changed,
  'relation.freeze': changed,
  'relation.unfreeze': changed,
  'relation.unbind': changed,
  'capture.maintain': 'capture-maintain-not-linked',
  'member.reset-password': 'member-unknown',
  'member.bind-password': 'member-unknown',
  'member.unbind-password': 'member-unknown',
}
const answered = { 'relation.accept': changed, 'relation.refuse': changed, 'relation.withdraw': changed }
const confirmed = { 'relation.confirm': changed, 'relation.reject': changed }

export type Decided = Readonly<Record<string, Readonly<Record<string, string>>>>

/** First act → second act → what becomes of the second. */
export const DECIDED: Decided = {
  'agency.file-basic-form': { 'agency.file-basic-form': NOTHING },
  'agency.file-agreement': { 'agency.cancel': agreementChanged },
  'agency.receive-agreement': { 'agency.receive-agreement': agreementChanged, 'agency.cancel': agreementChanged },
  'agency.cancel': { 'agency.receive-agreement': agreementChanged, 'agency.cancel': agreementChanged },
  'agency.recognise': { 'agency.recognise': 'agency-already-recognised' },
  'agency.unrecognise': { 'agency.unrecognise': agreementChanged },
  'capture.maintain': { 'capture.maintain': NOTHING, 'phone.add': held, 'phone.modify': held },
  'capture.submit': { 'capture.submit': 'capture-complete-already', 'level.raise': 'level-highest-already' },
  // The counter never takes it; a person changes their own password by themselves.
  'credential.change': {},
  'credential.reset': { 'member.bind-password': 'member-no-person-password' },
  'enterprise.issue-certificate': {},
  'level.raise': { 'level.raise': 'level-highest-already' },
  'member.bind-password': {
    'member.reset-password': 'member-password-bound',
    'member.bind-password': 'member-already-bound',
  },
  'member.reset-password': {},
  'member.unbind-password': { 'member.unbind-password': 'member-not-bound' },
  'permission.add-identity': {
    'permission.add-identity': 'permission-name-taken',
    'permission.change-identity': 'permission-name-taken',
  },
  'permission.change-identity': {
    'permission.add-identity': 'permission-name-taken',
    'permission.change-identity': identityChanged,
    'permission.retire-identity': identityChanged,
  },
  'permission.retire-identity': {
    'permission.change-identity': identityChanged,
    'permission.retire-identity': identityChanged,
    'relation.manage': 'relation-permission-identity-unknown',
  },
  'phone.add': { 'phone.add': held, 'phone.modify': held },
  'phone.delete': { 'phone.delete': 'phone-not-held', 'phone.set-default': 'phone-not-held' },
  'phone.modify': { 'phone.add': held, 'phone.modify': 'phone-not-held', 'phone.recover': NOTHING },
  'phone.recover': { 'phone.add': held, 'phone.modify': held, 'phone.recover': NOTHING },
  'phone.set-default': {
    'phone.modify': 'phone-modify-default-only',
    'phone.delete': 'phone-default-not-deletable',
    'phone.set-default': NOTHING,
  },
  'relation.accept': { ...answered, 'relation.bind': 'relation-already-confirmed' },
  'relation.add': { 'relation.add': live, 'relation.apply': live },
  'relation.apply': { 'relation.add': live, 'relation.apply': live },
  'relation.bind': { 'relation.bind': 'relation-already-confirmed', 'relation.accept': changed },
  'relation.clear-history': { 'relation.clear-history': NOTHING },
  'relation.confirm': confirmed,
  'relation.delete': ended,
  'relation.freeze': {
    'capture.maintain': 'capture-maintain-not-linked',
    'relation.manage': changed,
    'relation.freeze': changed,
  },
  'relation.manage': { 'relation.manage': changed },
  'relation.refuse': answered,
  'relation.reject': confirmed,
  'relation.unbind': ended,
  'relation.unfreeze': { 'relation.unfreeze': changed },
  'relation.withdraw': answered,
}

/** Where the scene makes another rule speak first. */
export const DECIDED_IN: Readonly<Record<string, Decided>> = {
  // An agreement that waits to be received isn't the one that the new one takes the place of.
  协议待受理: { 'agency.file-agreement': { 'agency.cancel': 'stands' } },
}

/**
 * Acts that come back by themselves, because the desk can't see what the central knows: as the first of two they
 * decide nothing, and as the second only where the first made way for them.
 */
export const RETURNED_ALONE: Readonly<Record<string, readonly string[]>> = {
  尚未采集: ['relation.add'],
  旧版登录: ['member.unbind-password'],
  '旧版登录，密码已绑定': ['member.reset-password', 'member.bind-password'],
}
