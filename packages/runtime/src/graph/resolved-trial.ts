import {
  type CallValue,
  culprit,
  inputsOf,
  type NodePlan,
  type TermNode,
  type TrialPlan,
  type ViewNode,
} from '@infomin/plan';
import {
  type ConstructorKind,
  implementationId,
  type TermSignature,
  type ViewSignature,
} from '@infomin/plugin';
import { type Container, ContainerModule } from 'inversify';
import { type Ready, resolveArgs, resolveCall, signatureOf } from '../base/bound.js';
import type { Constructors } from '../base/registry.js';
import type { Operation } from './expressions.js';
import { ExecutionGraph } from './graph.js';
import * as operations from './operations.js';
import { layoutOf, ModelLayout, ownerOfTerm, type StateLayout } from './state.js';

/** What a trial computes with: its plan, and an operation per node and a layout per model, as the container wired them. */
export interface ResolvedTrial {
  readonly plan: TrialPlan;
  readonly graph: ExecutionGraph;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly models: ReadonlyMap<string, ModelLayout>;
  /** By owner: of models, and of the views and terms that keep any. */
  readonly states: ReadonlyMap<string, StateLayout>;
  /** By the calls of the plan's stages. */
  readonly optimizers: ReadonlyMap<CallValue, Ready<'optimizer'>>;
}

const nodeId = (id: string) => `node ${id}`;
const modelId = (id: string) => `model ${id}`;

/** Fills the trial's container with a binding per model and per node, and resolves them in the graph's order. */
export async function resolveTrial(
  plan: TrialPlan,
  registry: Constructors,
  container: Container,
): Promise<ResolvedTrial> {
  const graph = new ExecutionGraph(plan.nodes);
  await container.loadAsync(trialModule(plan, graph, registry, container));
  const models = new Map<string, ModelLayout>();
  for (const model of plan.models) {
    models.set(model.id, await container.getAsync<ModelLayout>(modelId(model.id)));
  }
  const resolved = new Map<string, Operation>();
  for (const { id } of graph.order) resolved.set(id, await container.getAsync<Operation>(nodeId(id)));
  const optimizers = new Map<CallValue, Ready<'optimizer'>>();
  for (const call of plan.stages.flatMap(({ optimizer }) => Object.values(optimizer))) {
    optimizers.set(call, await resolveCall(call, 'optimizer', registry, container));
  }
  const layouts = [...models.values(), ...[...resolved.values()].flatMap(({ state }) => state ?? [])];
  const states = new Map(layouts.map((layout) => [layout.owner, layout]));
  return { plan, graph, operations: resolved, models, states, optimizers };
}

function trialModule(
  plan: TrialPlan,
  graph: ExecutionGraph,
  registry: Constructors,
  container: Container,
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    for (const model of plan.models) {
      bind<ModelLayout>(modelId(model.id))
        .toResolvedValue(
          async (implementation: unknown) =>
            new ModelLayout(model, await ready<'model'>(model.call, implementation)),
          [implementationId<'model'>(model.call.call)],
        )
        .inSingletonScope();
    }
    for (const node of graph.order) {
      const owner = ownerOf(node);
      const inputs = graph.onHost(node) ? [] : inputsOf(node).map(nodeId);
      bind<Operation>(nodeId(node.id))
        .toResolvedValue(
          (first: unknown, ...rest: Operation[]) => operationOf(node, first, rest),
          [owner ?? 'no owner', ...inputs],
        )
        .inSingletonScope();
    }
    bind('no owner').toConstantValue(undefined);
  });

  async function ready<K extends ConstructorKind>(
    call: CallValue,
    implementation: unknown,
  ): Promise<Ready<K>> {
    const signature = signatureOf(call, registry);
    const args = await resolveArgs(call.args, registry, container);
    return { id: call.call, signature, args, implementation } as Ready<K>;
  }

  function stateOf(node: ViewNode | TermNode, { signature, args }: Ready<'view'> | Ready<'term'>) {
    const typeOf = (id: string) => graph.node(id).type;
    const maker = { id: culprit(node.call), place: node.place };
    if (node.op === 'view') {
      const specs = (signature as ViewSignature).state?.(args, typeOf(node.input));
      return layoutOf(`view ${node.draw}`, specs, maker);
    }
    const specs = (signature as TermSignature).state?.(args, node.operands.map(typeOf), node.rows?.room);
    return layoutOf(ownerOfTerm(node.id), specs, maker);
  }

  async function operationOf(node: NodePlan, owner: unknown, inputs: Operation[]): Promise<Operation> {
    switch (node.op) {
      case 'column':
      case 'rows':
        return operations.sourceOperation(node, graph.canonical(node.id));
      case 'view': {
        const bound = await ready<'view'>(node.call, owner);
        return node.site === 'host'
          ? operations.hostViewOperation(node, bound)
          : operations.viewOperation(node, bound, inputs[0]!, stateOf(node, bound));
      }
      case 'apply':
        return operations.applyOperation(node, owner as ModelLayout, inputs[0]!);
      case 'slice':
        return graph.onHost(node)
          ? operations.hostSliceOperation(node)
          : operations.sliceOperation(node, inputs[0]!);
      case 'concat':
        return operations.concatOperation(node, inputs);
      case 'blend':
        return operations.blendOperation(node, inputs[0]!, inputs[1]!);
      case 'stop':
        return operations.stopOperation(node, inputs[0]!);
      case 'term': {
        const bound = await ready<'term'>(node.call, owner);
        return operations.termOperation(node, bound, inputs, stateOf(node, bound));
      }
      case 'number':
        return operations.numberOperation(node);
      default:
        return operations.arithmeticOperation(node, inputs[0]!, inputs[1]!);
    }
  }
}

/** What besides its inputs a node is made of. */
function ownerOf(node: NodePlan) {
  if (node.op === 'view') return implementationId<'view'>(node.call.call);
  if (node.op === 'term') return implementationId<'term'>(node.call.call);
  return node.op === 'apply' ? modelId(node.model) : undefined;
}
