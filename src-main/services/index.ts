/** The composition root: every service over one context, behind one door. The host gives the rest. */
import type { AppEvent, CommandName, Handlers } from '../../src-shared/contract'
import type { TrainerLauncher } from '../training/launcher'
import type { Abilities, Folders } from './abilities'
import type { Dispatch } from './dispatch'
import type { Log } from './log'
import { createAppService } from './app-service'
import { createComputeService } from './compute-service'
import { ServiceContext } from './context'
import { createDispatch } from './dispatch'
import { createExportService } from './export-service'
import { createImportService } from './import-service'
import { createInsightService } from './insight-service'
import { createLoopService } from './loop-service'
import { createPredictService } from './predict-service'
import { createProjectService } from './project-service'
import { createRecipeService } from './recipe-service'
import { RunDesk, runHandlers } from './run-service'
import { createSplitService } from './split-service'
import { createTableService } from './table-service'
import { createColumnService } from './column-service'

export type Surroundings = { abilities: Abilities; folders: Folders; launchTrainer: TrainerLauncher; log: Log }

export type Services = {
  dispatch: Dispatch
  /** Every event, in order. Gives back the unsubscribe. */
  listen: (listener: (event: AppEvent) => void) => () => void
  /** Ends a running training, keeping what it has, and closes the project. */
  close(): Promise<void>
}

export function createServices({ abilities, folders, launchTrainer, log }: Surroundings): Services {
  const context = new ServiceContext(abilities, folders)
  const runs = new RunDesk(context, launchTrainer)
  const handlers: Handlers = inTurn({
    ...createAppService(context),
    ...createComputeService(context, launchTrainer, log),
    ...createProjectService(context),
    ...createTableService(context),
    ...createColumnService(context),
    ...createImportService(context),
    ...createInsightService(context),
    ...createRecipeService(context),
    ...createSplitService(context),
    ...runHandlers(runs),
    ...createLoopService(context, runs),
    ...createPredictService(context),
    ...createExportService(context),
  })
  return {
    dispatch: createDispatch(handlers, (command, error) => log.error(`${command} failed`, error)),
    listen: (listener) => context.listen(listener),
    close: () => context.end(),
  }
}

/** These replace the open project: two at once would leave one of them open and forgotten. */
const replacing = [
  'project.new',
  'project.open',
  'project.openSample',
  'project.saveAs',
  'project.close',
  'table.import',
  'import.run',
  'import.refresh',
] as const satisfies readonly CommandName[]

/** The same handlers, with those that replace the project waiting for one another. */
function inTurn(handlers: Handlers): Handlers {
  let last: Promise<unknown> = Promise.resolve()
  const queued = replacing.map((name) => {
    const handler = handlers[name] as (input: unknown) => unknown
    return [
      name,
      (input: unknown) => {
        const turn = last.then(() => handler(input))
        last = turn.catch(() => undefined)
        return turn
      },
    ]
  })
  return { ...handlers, ...(Object.fromEntries(queued) as Partial<Handlers>) }
}
