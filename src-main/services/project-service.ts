/** Projects: new, open, sample, save as, close. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import * as z from 'zod'
import type { CheckedInput, Handlers } from '../../src-shared/contract'
import type { ProjectState } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import type { ServiceContext } from './context'
import { EpochwiseError } from '../../src-shared/errors'
import { defaultRecipe, recipeChangeSchema, tutorialRecipe } from '../../src-shared/recipe'
import { Document } from '../document/document'
import { restoreRuns } from '../training/restore-runs'
import { describeProject, isUntitled, projectExtension, projectName } from './project-state'
import { createUntitled, leaveProject, rememberProject, removeProject, switchTo } from './switch-project'

export function createProjectService(context: ServiceContext): Handlers<'project'> {
  context.onBeforeClose(() => rememberProject(context))
  return {
    'project.new': async () => switchTo(context, await createUntitled(context, 'Untitled')),
    'project.open': (input) => open(context, input),
    'project.openSample': ({ id }) => openSample(context, id),
    'project.saveAs': (input) => saveAs(context, input),
    async 'project.close'() {
      try {
        await leaveProject(context)
      } finally {
        context.emit('project.changed', { project: null })
      }
      return null
    },
  }
}

async function open(
  context: ServiceContext,
  { from, readOnly }: CheckedInput<'project.open'>,
): Promise<ProjectState | null> {
  const { abilities } = context
  const path = from.kind === 'ask' ? await abilities.chooseFile('project') : abilities.resolve(from.path)
  if (path === null) return null
  const current = context.openDocument
  if (current !== null && current.path === resolve(path)) {
    if (current.readOnly === readOnly) return describeProject(context)
    await leaveProject(context)
  }
  const document = await Document.open(path, { readOnly })
  try {
    if (!readOnly) await restoreRuns(document.runs)
  } catch (error) {
    await document.close()
    throw error
  }
  return switchTo(context, document)
}

const samplesSchema = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    file: z.string(),
    rows: z.int(),
    columns: z.int(),
    target: z.string(),
    ignored: z.array(z.string()),
    recipe: z.union([z.literal('default'), z.literal('tutorial'), recipeChangeSchema]),
  }),
)
export type Sample = z.infer<typeof samplesSchema>[number]

export async function readSamples(context: ServiceContext): Promise<Sample[]> {
  const index = join(context.folders.resources, 'samples', 'index.json')
  return samplesSchema.parse(JSON.parse(await readFile(index, 'utf8')))
}

/** The sample's CSV as a new untitled project, with the roles and the recipe that it was made for. */
async function openSample(context: ServiceContext, id: string): Promise<ProjectState> {
  const sample = (await readSamples(context)).find((one) => one.id === id)
  if (sample === undefined) throw new EpochwiseError('file.missing', `There is no sample called ${id}.`)
  const document = await createUntitled(context, id)
  try {
    await document.importCsv(join(context.folders.resources, 'samples', sample.file))
    await document.arrange({ target: sample.target, ignored: sample.ignored, recipe: recipeOf(sample) })
  } catch (error) {
    await document.close()
    await removeProject(document.path)
    throw error
  }
  return switchTo(context, document)
}

function recipeOf({ recipe }: Sample): Recipe {
  if (recipe === 'default') return defaultRecipe
  return recipe === 'tutorial' ? tutorialRecipe : { ...defaultRecipe, ...recipe }
}

/** The project goes on under the new name. A dialog has asked about replacing already. */
async function saveAs(
  context: ServiceContext,
  { to, overwrite }: CheckedInput<'project.saveAs'>,
): Promise<ProjectState | null> {
  const { abilities, document } = context
  const asked = to.kind === 'ask'
  const chosen = asked
    ? await abilities.chooseDestination(`${projectName(document)}${projectExtension}`, 'project')
    : abilities.resolve(withExtension(to.path))
  if (chosen === null) return null
  const path = withExtension(chosen)
  const former = document.path
  const untitled = isUntitled(context, document)
  await document.saveAs(path, { overwrite: overwrite || (asked && existsSync(chosen)) })
  if (untitled && document.path !== former) {
    await context.recent.forget(former)
    await removeProject(former)
  }
  await rememberProject(context)
  const project = await describeProject(context)
  context.emit('project.changed', { project })
  return project
}

function withExtension(path: string): string {
  return basename(path).toLowerCase().endsWith(projectExtension) ? path : path + projectExtension
}
