/** The command-line entry: everything of substance is in hosts/cli. */
import { join } from 'node:path'
import { commandLineAbilities } from './hosts/cli/abilities'
import { runCommandLine } from './hosts/cli/main'
import { processOutput } from './hosts/cli/output'
import { createServices } from './services'
import { forkTrainer } from './training/launcher'

const here = import.meta.dirname
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined }
/** What a trainer says on its way out would otherwise be lost. */
const complain = (words: string): void => void process.stderr.write(`${words}\n`)

process.exitCode = await runCommandLine(process.argv.slice(2), processOutput(), (data) =>
  createServices({
    abilities: commandLineAbilities(),
    folders: { data, resources: join(here, '../../resources') },
    launchTrainer: forkTrainer(join(here, 'trainer.js'), { ...quiet, error: complain, warn: complain }),
    log: quiet,
  }),
)
