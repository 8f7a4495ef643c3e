import { migrations } from '../../migrations/list.ts'

/**
 * The newest step that desk and central take together. Rows are compared only where both have taken the same ones: a
 * column more on one side makes every row another.
 */
export const MIRROR_SCHEMA: string = migrations.findLast(({ name }) => name.endsWith('.both'))?.name ?? ''
