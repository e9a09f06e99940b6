/** What `--help` prints: for the whole program, and for each command. */
import { importEncodings } from '../../../src-shared/import'
import { activations, losses, optimizerKinds, scheduleKinds, tasks } from '../../../src-shared/recipe'

export const overview = `Epochwise trains neural networks on your own CSV.

Usage: epochwise COMMAND [OPTIONS]

  train DATA.csv --target COLUMN    train a network, print each epoch and the metrics
  import DATA --project FILE        bring a table into a project, print the report
  export-data PROJECT --out FILE    write a project's table as CSV
  predict PROJECT DATA.csv          add predictions to a CSV
  export PROJECT --format onnx      write the model as a file that runs anywhere
  tutorial                          the tutorial's training loop, as the tutorial prints it
  step PROJECT                      every number of single training steps
  info PROJECT                      what a project holds
  engines                           what can compute on this machine

epochwise COMMAND --help tells more. Results go to standard output, messages to standard error.
Exit status: 0 done, 1 our own failure, 2 something to mend in the input.
`

export const commandHelp: Record<string, string> = {
  train: `Usage: epochwise train DATA.csv --target COLUMN [OPTIONS]

  --recipe FILE.json       every setting at once, as docs/recipe.md explains them; the other options change it
  --target COLUMN          what to predict; several numbers with commas between
  --features A,B           what to predict it from; default: every other column that is not an identifier
  --task KIND              ${tasks.join(', ')}; default: by the target's kind
  --hidden 64,32           units of each hidden layer, or none; default 64,32
  --activation NAME        of the hidden layers: ${activations.slice(0, 6).join(', ')},
                           ${activations.slice(6).join(', ')}; default relu
  --dropout X              after each hidden layer, drop this share of its numbers while training
  --norm batch|layer       normalise after each hidden layer
  --embedding auto|N       learn so many numbers for each category, in place of one input each
  --loss NAME              ${losses.slice(0, 6).join(', ')},
                           ${losses.slice(6).join(', ')}; default: by the task
  --delta X                of huber; default 1
  --quantile X             of quantile; default 0.5, the median
  --label-smoothing X      of the cross-entropies; default 0
  --class-weights balanced let every class weigh the same
  --optimizer NAME         ${optimizerKinds.join(', ')}; default adam
  --lr X                   learning rate; default: what is usual for the optimizer, 0.001 for adam, 0.01 for sgd
  --weight-decay X         of adamw and lion; default 0.01
  --schedule NAME          of the learning rate: ${scheduleKinds.join(', ')}
  --l1 X, --l2 X           penalties on large weights; default 0
  --clip-norm X            limit to the length of the gradient
  --clip-value X           limit to each number of the gradient
  --batch N                rows per step, or all; default 32
  --epochs N               passes over the rows; default 100
  --patience N             stop after so many epochs without a better validation loss, and keep the best
  --validation X           share of the rows held back, 0 to 0.9; default 0.2
  --test X                 share of the rows kept for the end, 0 to 0.9; default 0
  --split KIND             auto, random, stratified, time or group; default auto
  --standardise on|off     bring numbers to mean 0 and deviation 1; default on
  --time COLUMN            split by the time in it;  --group COLUMN: keep rows of the same value together
  --weight COLUMN          how much each row counts
  --seed N                 the same seed gives the same run; default 42
  --initial-weights W,W,B  start from these: layer by layer, weights then biases
  --engine NAME            auto, onnx, onnx-webgpu, tensorflow, tensorflow-xla; default auto
  --log-every N            print every Nth epoch; default 10
  --project FILE           keep the table, the run and the model in this .epochwise project
  --overwrite              replace that file if it is there
  --json                   one JSON object a line: started, every epoch, finished
`,
  import: `Usage: epochwise import DATA --project FILE.epochwise [OPTIONS]

Brings a table into a new project: CSV in any dialect and encoding, XLSX, Parquet, JSON lines, also packed with gzip.
Prints the report: rows in the file = rows imported + rows listed. Rows that were mended are listed apart.

  --project FILE       the project to make
  --overwrite          replace that file if it is there
  --sheet NAME         of a workbook; default: the first
  --encoding NAME      ${importEncodings.join(', ')}; default auto
  --delimiter TEXT     what stands between cells, or tab; default: what fits best
  --header on|off      the first line names the columns; default: what fits best
  --skip N             lines above the header; default: what fits best
  --missing A,B        words for a missing value, beside nothing at all
  --faulty MODE        repair: pad, cut and read literally; reject: leave such rows out; default repair
  --json               the report as JSON: rows, listed, repaired, dialect, columns
`,
  'export-data': `Usage: epochwise export-data PROJECT.epochwise --out FILE.csv [OPTIONS]

Writes the table: every cell as it is spelled, missing ones empty. Text that a spreadsheet would run as a formula gets
an apostrophe before it, which the import takes off again; numbers never do.

  --out FILE.csv    where to
  --overwrite       replace that file if it is there
  --raw             no apostrophes
  --json            { file, rows } as JSON
`,
  predict: `Usage: epochwise predict PROJECT.epochwise DATA.csv [OPTIONS]

Writes every column of DATA.csv and behind them predicted_<target>, for classes also probability_<class>.

  --out FILE.csv    where to; default: standard output
  --overwrite       replace that file if it is there
  --run ID          which run; default: the last that has weights
`,
  export: `Usage: epochwise export PROJECT.epochwise --format onnx --out FILE.onnx [OPTIONS]

The model with filling, scaling and encoding inside: one input per feature, the answer in the target's own units.
It is run on the project's rows and compared with the app's own predictions before it says done.

  --format onnx     the format
  --out FILE        where to
  --overwrite       replace that file if it is there
  --run ID          which run; default: the last that has weights
  --json            the proof as JSON
`,
  tutorial: `Usage: epochwise tutorial [OPTIONS]

Three houses, one neuron, SGD 0.01, 100 epochs; then the price of a house of 3000 sqft.

  --standardise on|off     the switch that mends it; default off, as in the tutorial
  --lr X                   learning rate; default 0.01, as in the tutorial; standardised, 0.1 gets there
  --initial-weights W,B    start from this weight and bias
  --seed N                 draw them with this seed; default 42
  --json                   one JSON object a line
`,
  step: `Usage: epochwise step PROJECT.epochwise [OPTIONS]

What training steps compute on their batches: forward, loss, backward, update. The project is only read.

  --run ID         which run; default: the last that has weights, or fresh weights where there is none
  --from STEP      the first step, counted from 0, or latest: where the run stands; default 0
  --steps N        how many; default 1
  --json           one JSON object a step, with every number; epochs count from 1, as in train
`,
  info: `Usage: epochwise info PROJECT.epochwise [--json]
`,
  engines: `Usage: epochwise engines [OPTIONS]

What can compute on this machine, what is set up, and what is missing for a GPU.

  --test           train something small on each: do the weights agree, how fast is it
  --json           the list as JSON
`,
}
