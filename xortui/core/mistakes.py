"""The catalogue of mistakes in backpropagation, a row each: a transformation of the operations of a training step.

Each has been made by somebody in public where its source says so. Planted in a program, it trains, is shown and is
exported like any other operation; see `Program.with_operations`.
"""

from __future__ import annotations

from typing import NamedTuple

from xortui.core import mistaken_gradients as gradients
from xortui.core import mistaken_passing as passing
from xortui.core import mistaken_slopes as slopes
from xortui.core import mistaken_steps as steps
from xortui.core.mistake import Mistake, Place, confined, mistake
from xortui.core.program import Kind, Program

UNKNOWN_SOURCE = "no public case is known; a neighbour of {}"

MISTAKES: tuple[Mistake, ...] = (
    mistake(
        "weights-updated",
        "What {layer} passes back goes through its weights after their update.",
        "Compute every gradient first, and update after that; or keep a copy of the weights.",
        "louisjc/mnist-neural-network#1; CodingTrain/Toy-Neural-Network-JS#72; joelgrus/data-science-from-scratch#31",
        steps.updated_before,
        steps.plant_updated_before,
    ),
    mistake(
        "slope-missing",
        "The slope of the activation is missing in {layer}: its δ is the error that arrives, as it is.",
        "Multiply what arrives at each unit by the slope of its activation, a·(1 − a) for a sigmoid.",
        "Bot-Academy/NeuralNetworkFromScratch#3; jiexunsee/Neural-Network-with-Python#1",
        slopes.layers_with(slopes.has_slope),
        slopes.with_slopes(slopes.slope_one),
    ),
    mistake(
        "slope-missing-in-gradients",
        "The slope is missing in the gradients of {parameters} alone; what {layer} passes back has it.",
        "Use the same δ, with its slope, for the gradients of the layer and for what it passes back.",
        "stackoverflow.com/questions/59399842",
        slopes.above_the_first,
        slopes.plant_missing_in_gradients,
    ),
    mistake(
        "slope-missing-passed-back",
        "The slope is missing in what {layer} passes back to {below}; its own gradients have it.",
        "Pass δ back, which has the slope, and not the error without it.",
        "a slope missing in what is passed back, in 4 of the 64 cases that this table was made from; "
        "relative: Bot-Academy/NeuralNetworkFromScratch#3",
        slopes.passing_slopes_back,
        slopes.plant_missing_passed_back,
    ),
    mistake(
        "slope-missing-in-biases",
        "The slope is missing in the gradients of the biases {parameters} alone.",
        "The gradient of a bias is its unit's δ, with the slope.",
        UNKNOWN_SOURCE.format("slope-missing-in-gradients"),
        slopes.biases_with_slope,
        slopes.plant_missing_in_biases,
    ),
    mistake(
        "slope-missing-in-weights",
        "The slope is missing in the gradients of the weights {parameters} alone.",
        "The gradient of a weight is δ, with its slope, times the activation of the layer below.",
        UNKNOWN_SOURCE.format("slope-missing-in-gradients"),
        slopes.weights_with_slope,
        slopes.plant_missing_in_weights,
    ),
    mistake(
        "slope-of-activation",
        "The function of the slope is given the activation in {layer}, where it expects z: it squashes twice.",
        "Give the function z; or write the slope as a·(1 − a), and give that a.",
        "barrelingmoose/neural-net-tutorial main.py; liashchynskyi/skynet#1; davidrmiller/neural2d#40",
        slopes.layers_with(slopes.is_curved),
        slopes.with_slopes(slopes.slope_of_value),
    ),
    mistake(
        "slope-formula-of-sum",
        "The formula of the slope is given z in {layer}, where it is written for the activation.",
        "a·(1 − a) and 1 − a² are for the activation a; give them a, or apply the activation to z first.",
        "kyle8998/Sudo-Productivity#3; BoltzmannEntropy/interviews.ai#4",
        slopes.layers_with(slopes.reads_value),
        slopes.with_slopes(slopes.formula_of_sum),
    ),
    mistake(
        "activation-for-slope",
        "The activation itself stands for its slope in {layer}.",
        "Multiply by the slope of the activation, a·(1 − a) for a sigmoid, and not by a.",
        "an activation taken for its slope, among the 64 cases that this table was made from",
        slopes.layers_with(slopes.is_single),
        slopes.with_slopes(slopes.value),
    ),
    mistake(
        "slope-twice",
        "The slope of the activation is multiplied in twice in {layer}{variant}.",
        "Multiply by the slope once; look whether δ has it already, or a function that is called.",
        UNKNOWN_SOURCE.format("slope-of-activation"),
        slopes.slopes_twice,
        slopes.plant_twice,
    ),
    mistake(
        "slope-half",
        "The slope in {layer} is 1 − a: a factor a or a square is missing.",
        "The slope of a sigmoid is a·(1 − a), and that of tanh 1 − a².",
        UNKNOWN_SOURCE.format("activation-for-slope"),
        slopes.layers_with(slopes.is_sigmoid_or_tanh),
        slopes.with_slopes(slopes.without_value),
    ),
    mistake(
        "slope-of-difference",
        "The slope in {layer} is (1 − a)², the square of a difference.",
        "The slope of a sigmoid is a·(1 − a), and that of tanh 1 − a², the difference of squares.",
        UNKNOWN_SOURCE.format("slope-half"),
        slopes.layers_with(slopes.is_sigmoid_or_tanh),
        slopes.with_slopes(slopes.square_of_difference),
    ),
    mistake(
        "slope-with-plus",
        "The slope in {layer} has a plus for its minus.",
        "The slope of a sigmoid is a·(1 − a), that of tanh is 1 − a².",
        "nicodjimenez/lstm#41, which asks for 1 + a²",
        slopes.layers_with(slopes.is_sigmoid_or_tanh),
        slopes.with_slopes(slopes.with_plus),
    ),
    mistake(
        "slope-of-other",
        "The slope in {layer} is that of {variant}, which is not its activation.",
        "Each activation has its own slope: a·(1 − a) for a sigmoid, 1 − a² for tanh, [z > 0] for ReLU.",
        "ttezel/nn#8",
        slopes.others,
        slopes.plant_other,
    ),
    mistake(
        "slope-of-error",
        "The slope in {layer} is taken of the error {variant}.",
        "The slope is that of the activation at the unit's own value.",
        "a slope of the error, among the 64 cases that this table was made from",
        slopes.errors_of_units,
        slopes.plant_slope_of_error,
    ),
    mistake(
        "slope-of-target",
        "The slope in {layer} is taken of the target y.",
        "The slope is that of the activation at the output ŷ.",
        UNKNOWN_SOURCE.format("slope-of-error"),
        slopes.layers_with(slopes.is_output_with_value),
        slopes.with_slopes(slopes.formula_of_target),
    ),
    mistake(
        "slope-of-other-layer",
        "The slope in {layer} is computed with {variant}.",
        "The slope of a layer is that of its activation at its own values.",
        UNKNOWN_SOURCE.format("other-activation"),
        slopes.slopes_of_others,
        slopes.plant_slope_of_other_layer,
        together=slopes.nearest_slopes,
    ),
    mistake(
        "slope-of-other-unit",
        "Units of {layer} get the slope of another unit of theirs: {variant}.",
        "Each unit has its own slope, at its own value: look at the index.",
        UNKNOWN_SOURCE.format("weights-of-other-unit"),
        slopes.slopes_of_other_units,
        slopes.plant_slope_of_other_unit,
    ),
    mistake(
        "slopes-added-up",
        "In {layer} each unit gets {variant} of all units, added up to one number.",
        "Multiply element by element, with *: np.dot adds the products up.",
        UNKNOWN_SOURCE.format("slope-of-other-unit"),
        slopes.several_slopes,
        slopes.plant_added_up,
    ),
    mistake(
        "parentheses-missing",
        "In {layer} the parentheses around the difference in the slope are missing, so δ is {variant}.",
        "e * a * (1 - a) is the product, e * a * 1 - a takes a off it.",
        UNKNOWN_SOURCE.format("slope-half"),
        slopes.slopes_in_parentheses,
        slopes.plant_without_parentheses,
    ),
    mistake(
        "gate-always-open",
        "The gate of ReLU in {layer} is [a ≥ 0], which always holds: it never closes.",
        "The slope of ReLU is 1 where z > 0 and 0 elsewhere: ask z > 0, or a > 0.",
        "iamtrask/Grokking-Deep-Learning#9; iamtrask/Grokking-Deep-Learning#13; haifengl/smile#528",
        slopes.layers_with(slopes.is_gated),
        slopes.with_slopes(slopes.gate_of_value),
    ),
    mistake(
        "gate-inverted",
        "The gate of ReLU in {layer} is open where z ≤ 0, and closed where z > 0.",
        "The slope is 1 where z > 0; elsewhere it is 0 for ReLU, and the small number for leaky ReLU.",
        UNKNOWN_SOURCE.format("gate-always-open"),
        slopes.layers_with(slopes.is_bent_at_0),
        slopes.with_slopes(slopes.inverted_gate),
    ),
    mistake(
        "gate-of-gradient",
        "The gate in {layer} looks at the sign of {variant}, which arrives there, and not at that of z.",
        "Whether the gate is open depends on the forward pass: set δ to 0 where z ≤ 0, dh[z <= 0] = 0.",
        "relative: exacity/deeplearningbook-chinese#127, a sentence that says so",
        slopes.bent_at_0,
        slopes.plant_gate_of_gradient,
    ),
    mistake(
        "softmax-diagonal",
        "The derivative of softmax in {layer} is ŷ·(1 − ŷ), its diagonal alone.",
        "Every output of softmax depends on every z; together with cross-entropy, δ is ŷ − y.",
        "zhuozhiyongde/Fundamentals-of-Artificial-Intelligence-2024Spring-PKU#1",
        slopes.layers_with(slopes.is_softmax),
        slopes.with_slopes(slopes.diagonal),
    ),
    mistake(
        "softmax-slope-besides",
        "ŷ − y is multiplied by ŷ·(1 − ŷ) once more in {layer}.",
        "ŷ − y is δ already: cross-entropy and the slope of softmax cancel.",
        "the contrary is asked for in rasbt/python-machine-learning-book-2nd-edition#54",
        slopes.layers_with(slopes.is_softmax),
        slopes.plant_besides,
    ),
    mistake(
        "output-for-error",
        "The output stands for the error in {layer}{variant}: the target is nowhere.",
        "∂C/∂ŷ compares the output with its target, ŷ − y.",
        UNKNOWN_SOURCE.format("value-for-delta"),
        passing.errors_and_those_of_biases,
        passing.plant_output_for_error,
    ),
    mistake(
        "cost-for-error",
        "The cost itself is passed back from {layer}, and not its derivative.",
        "Begin with ∂C/∂ŷ, which has a sign, and not with C.",
        UNKNOWN_SOURCE.format("output-for-error"),
        slopes.output_layer,
        passing.with_errors(passing.cost_itself),
    ),
    mistake(
        "error-reversed",
        "The error in {layer} is y − ŷ, and the update goes against it all the same.",
        "Take ŷ − y with w − η·g, or y − ŷ with w + η·g.",
        "dragen1860/Deep-Learning-with-TensorFlow-book#134, where w + η·g makes up for it",
        slopes.output_layer,
        passing.with_errors(passing.reversed_error),
    ),
    mistake(
        "input-missing",
        "The input is missing in the gradients of {parameters}: they are those of a bias.",
        "The gradient of a weight is its unit's δ times the value that goes through the weight.",
        "stackoverflow.com/questions/12558517",
        gradients.every_layer,
        gradients.with_inputs(gradients.no_input),
    ),
    mistake(
        "weight-for-input",
        "The weight stands for the input in the gradients of {parameters}.",
        "∂z/∂w is the input of the weight, and not the weight.",
        "a weight taken for its input, among the 64 cases that this table was made from",
        gradients.every_layer,
        gradients.with_inputs(gradients.weight_itself),
    ),
    mistake(
        "sum-for-activation",
        "The gradients of {parameters} are made with z of the layer below, and not with its activation.",
        "∂z/∂w is the activation of the unit below, which the forward pass has used.",
        UNKNOWN_SOURCE.format("own-activation"),
        gradients.after_a_hidden_layer,
        gradients.with_inputs(gradients.sum_of_source),
    ),
    mistake(
        "slope-for-activation",
        "The gradients of {parameters} are made with the slope of the layer below, and not with its activation.",
        "∂z/∂w is the activation of the unit below: look whether its array has been changed in place, as by *=.",
        UNKNOWN_SOURCE.format("sum-for-activation"),
        gradients.after_a_hidden_layer,
        gradients.with_inputs(gradients.slope_of_source),
    ),
    mistake(
        "own-activation",
        "The gradients of {parameters} are made with the activation of {layer} itself, {variant}.",
        "dW of a layer is its δ times the activation of the layer below: dW2 with A1, not with A2.",
        "stackoverflow.com/questions/55858141; datascience.stackexchange.com/questions/25394",
        gradients.own_values,
        gradients.with_inputs(gradients.own_value),
    ),
    mistake(
        "other-activation",
        "The gradients of {parameters} are made with the values {variant}.",
        "dW of a layer is its δ times the activation of the layer below.",
        "relative: dennybritz/nn-from-scratch#3, with z2 for z1",
        gradients.values_of_others,
        gradients.with_inputs(gradients.value_of_other),
        together=gradients.nearest_values,
    ),
    mistake(
        "activation-of-other-unit",
        "The gradients of {parameters} are made with the values of other units of the layer below, {variant}.",
        "The weight from unit j to unit k learns from a of unit j and δ of unit k: look at the indices.",
        UNKNOWN_SOURCE.format("weights-of-other-unit"),
        gradients.values_of_other_units,
        gradients.plant_value_of_other_unit,
    ),
    mistake(
        "gradient-transposed",
        "The gradients of {layer} are transposed: each stands at the place of another weight.",
        "Look at the shape: δ @ aᵀ for W @ x, and aᵀ @ δ for x @ W.",
        "iamtrask/Grokking-Deep-Learning#22",
        gradients.square_layers,
        gradients.plant_transposed_gradient,
    ),
    mistake(
        "gradient-reshaped",
        "The gradients of {layer} are reshaped and not transposed: read {variant}, they stand at the places "
        "of other weights.",
        "reshape keeps the order of the numbers and mixes rows with columns: take .T.",
        UNKNOWN_SOURCE.format("gradient-transposed"),
        gradients.oblong_layers,
        gradients.plant_reshaped_gradient,
    ),
    mistake(
        "delta-of-other-unit",
        "The gradients of {parameters} are made with δ of other units of their layer, {variant}.",
        "The weight from unit j to unit k learns from a of unit j and δ of unit k: look at the indices.",
        UNKNOWN_SOURCE.format("activation-of-other-unit"),
        gradients.several_units,
        gradients.plant_delta_of_other_unit,
    ),
    mistake(
        "error-of-other-unit",
        "The gradients of {parameters} are made with the error of another output, {variant}.",
        "The δ of an output is its own error times its own slope: look at the indices.",
        UNKNOWN_SOURCE.format("delta-of-other-unit"),
        gradients.several_outputs,
        gradients.plant_error_of_other_unit,
    ),
    mistake(
        "delta-of-other-layer",
        "The gradients of the weights {parameters} are made with δ of {variant}, and not with that of their own units.",
        "dW of a layer is its own δ times the activation of the layer below.",
        UNKNOWN_SOURCE.format("bias-of-other-layer"),
        gradients.deltas_of_others_for_weights,
        gradients.plant_delta_of_other_for_weights,
        together=gradients.nearest_deltas,
    ),
    mistake(
        "weights-missing",
        "The weights are missing in what {layer} passes back to {below}.",
        "Each δ goes back through its weight: Σ δ·w.",
        'a question "Is my back propagation math correct?", copied in nvidia/Nemotron-CC-Math-v1',
        passing.passing_back,
        passing.with_weights(passing.no_weight),
    ),
    mistake(
        "weights-transposed",
        "The weights of {layer} are not transposed, or once too often, in what it passes back.",
        "What goes forward through W goes back through Wᵀ.",
        "codeproject.com/Questions/1097336/MLP-XOR-backpropagation",
        passing.square_passing_back,
        passing.with_weights(passing.transposed_weight),
    ),
    mistake(
        "weights-reshaped",
        "The weights of {layer} are reshaped and not transposed in what it passes back: read {variant}, they "
        "stand at the places of others.",
        "reshape keeps the order of the numbers and mixes rows with columns: take .T.",
        UNKNOWN_SOURCE.format("weights-transposed"),
        passing.oblong_passing_back,
        passing.with_weights(passing.reshaped_weight),
    ),
    mistake(
        "weights-of-other-unit",
        "What {layer} passes back goes through the weights of other units, {variant}.",
        "A unit's share comes back through the weight by which it went forward.",
        UNKNOWN_SOURCE.format("wrong-column"),
        passing.other_units,
        passing.with_weights(passing.weight_of_other_unit),
    ),
    mistake(
        "weights-of-other-layer",
        "What {layer} passes back goes through the weights of {variant}.",
        "δ of a layer goes back through the weights of that layer.",
        "another layer's weights, among the 64 cases that this table was made from",
        passing.other_layers,
        passing.with_weights(passing.weight_of_other_layer),
        together=passing.nearest_layer,
    ),
    mistake(
        "wrong-column",
        "{layer} drops the wrong column before it passes δ back, {variant}: that of its biases stays.",
        "Drop the column of the biases, wherever it stands, before δ goes back.",
        "louisjc/mnist-neural-network#1",
        passing.columns,
        passing.plant_wrong_column,
        joins=False,
    ),
    mistake(
        "value-for-delta",
        "The activation of {layer} stands for its δ in {variant}.",
        "What goes back is Σ δ·w over the units of the next layer, not Σ a·w; the gradient of a bias is δ of its unit.",
        '"Basic Neural Network Problem in Training", copied in nvidia/Nemotron-CC-Math-v1',
        passing.values_for_deltas,
        passing.plant_value_for_delta,
    ),
    mistake(
        "delta-missing",
        "The δ of {layer} is missing in what it passes back: the weights alone go back.",
        "Multiply each weight by the δ of the unit it leads to.",
        "an upstream factor that is missing, among the 64 cases that this table was made from",
        passing.passing_back,
        passing.with_deltas(passing.no_delta),
    ),
    mistake(
        "delta-of-other-unit-passed-back",
        "{layer} passes back δ of another unit, {variant}, and not that of each unit itself.",
        "Each δ goes back through the weights of its own unit: look at the indices.",
        UNKNOWN_SOURCE.format("weights-of-other-unit"),
        passing.several_passing_back,
        passing.with_deltas(passing.delta_of_other_unit),
    ),
    mistake(
        "error-for-delta",
        "{layer} passes the error ŷ − y back, and not its δ.",
        "δ of an output is its error times its slope; pass δ back.",
        "a slope missing in what is passed back, in 4 of the 64 cases that this table was made from",
        passing.outputs_passing_back,
        passing.with_deltas(passing.error_of),
    ),
    mistake(
        "one-path",
        "What {layer} passes back comes from {variant}, and is not a sum over all.",
        "A hidden unit acts on C through every unit of the next layer: add all the terms, Σ δ·w.",
        UNKNOWN_SOURCE.format("value-for-delta"),
        passing.several_paths,
        passing.plant_one_path,
    ),
    mistake(
        "gradient-passed-back",
        "What {layer} passes back to each unit is {variant}, added up, and not Σ δ·w.",
        "δ times the activation is ∂C/∂w; what goes back to the unit is δ times the weight.",
        UNKNOWN_SOURCE.format("weights-missing"),
        passing.gradients_passed_back,
        passing.with_weights(passing.gradient_of_weight),
    ),
    mistake(
        "errors-add-up",
        "What {layer} passes back to each unit of {below} is added to the sum of the unit before, which goes on.",
        "Begin a new sum for each unit: set it to 0 inside the loop over the units, not before.",
        UNKNOWN_SOURCE.format("sums-never-reset"),
        passing.several_units_below,
        passing.plant_adding_up,
    ),
    mistake(
        "passed-back-sign",
        "What {layer} passes back has the wrong sign.",
        "Use one sign for the error in all layers.",
        "a wrong sign, in 2 of the 64 cases that this table was made from",
        passing.passing_back,
        passing.plant_sign,
    ),
    mistake(
        "bias-over-all-units",
        "Every bias of {layer} learns from the {variant} over all units: {parameters} move alike.",
        "Sum over the samples alone, np.sum(δ, axis=0) with samples in rows, np.sum(δ, axis=1, keepdims=True) with "
        "samples in columns: each bias has its own unit's δ.",
        "rasbt/stat453-deep-learning-ss21#5; Bot-Academy/NeuralNetworkFromScratch nn.py",
        gradients.several_biases,
        gradients.plant_bias_sum,
    ),
    mistake(
        "bias-of-other-layer",
        "The biases {parameters} learn from δ of {variant}, and not from that of their own units.",
        "The gradient of a bias is δ of its own unit.",
        UNKNOWN_SOURCE.format("other-activation"),
        gradients.deltas_of_others,
        gradients.plant_delta_of_other,
        together=gradients.nearest_deltas,
    ),
    mistake(
        "bias-with-input",
        "The gradients of the biases {parameters} are multiplied with {variant}, as those of weights are.",
        "The gradient of a bias is δ of its unit alone: what goes through a bias is 1.",
        UNKNOWN_SOURCE.format("input-missing"),
        gradients.factors_of_biases,
        gradients.plant_factor_of_biases,
    ),
    mistake(
        "bias-averaged",
        "The gradients of {parameters} are divided by the number of samples once more than those of the weights.",
        "Divide both gradients by the number of samples, or neither; δ may have been divided by it already.",
        "kvfrans/notes#5",
        steps.batched(steps.updated_biases),
        steps.plant_mean,
    ),
    mistake(
        "bias-not-averaged",
        "The gradients of {parameters} are sums over the batch, those of the weights are means.",
        "Take sums for both, or means for both.",
        "relative: deeplearning4j/deeplearning4j#366, where they are divided once too often",
        steps.averaged_biases,
        steps.with_lines(steps.MEAN, steps.not_averaged),
    ),
    mistake(
        "bias-never-updated",
        "The biases {parameters} are never updated.",
        "Update the biases as the weights are: b − η·∂C/∂b.",
        "mattm/simple-neural-network#5; bot.dharman.net/reports.php?id=1943234",
        steps.updated_biases,
        steps.without(Kind.UPDATE),
    ),
    mistake(
        "layer-never-updated",
        "The parameters of {layer}, {parameters}, are never updated.",
        "Update every layer; look whether the update is kept in a name that nobody reads, or adds gradients that are "
        "0.",
        "relative: bot.dharman.net/reports.php?id=1943234, where the new biases are lost",
        steps.updated_layers,
        steps.without(Kind.UPDATE),
    ),
    mistake(
        "part-never-updated",
        "In {layer}, {variant} are never updated, while the others are.",
        "Look where the loop over the parameters begins and ends: range(n) leaves out the last of n + 1.",
        "relative: bot.dharman.net/reports.php?id=1943234, where the new biases are lost",
        steps.updated_ends,
        steps.without(Kind.UPDATE),
        joins=False,
    ),
    mistake(
        "uphill",
        "The update of {parameters} goes uphill: w + η·g.",
        "Go against the gradient: w − η·g.",
        "pytorch/pytorch#1871; Yorko/mlcourse.ai#640; example-a.com/answer/59607495",
        steps.updated_layers,
        steps.with_lines(steps.UPDATE, steps.uphill),
    ),
    mistake(
        "assigned",
        "The update of {parameters} takes the place of the old value: w ← −η·g.",
        "Add the step to the parameter: w ← w − η·g.",
        '"Implementing a Perceptron with Backpropagation Algorithm", copied in nvidia/Nemotron-CC-Math-v1',
        steps.updated_layers,
        steps.with_lines(steps.UPDATE, steps.assigned),
    ),
    mistake(
        "stray-factor",
        "The gradients of {parameters} have a factor {variant} that those of the other layers lack.",
        "A factor that all gradients share only scales the step; in one layer alone it bends it.",
        "a stray factor, in 2 of the 64 cases that this table was made from",
        gradients.with_factors,
        gradients.plant_factor,
        joins=False,
    ),
    mistake(
        "rate-missing",
        "The learning rate is missing in the update of {parameters}.",
        "Multiply the gradients of every layer by the same learning rate.",
        UNKNOWN_SOURCE.format("stray-factor"),
        steps.with_rate,
        steps.with_lines(steps.LEARNING, steps.without_rate),
        joins=False,
    ),
    mistake(
        "rate-twice",
        "The learning rate is multiplied in twice in the update of {parameters}.",
        "Multiply by the learning rate once: in the gradient or in the update.",
        UNKNOWN_SOURCE.format("stray-factor"),
        steps.with_rate,
        steps.with_lines(steps.LEARNING, steps.rate_twice),
        joins=False,
    ),
    mistake(
        "decay-sign",
        "The sign of {variant} is turned around for {parameters}: it lets them grow.",
        "Add λ·w to the gradient, and go against the sum: w − η·(g + λ·w).",
        "chainer/chainer#261; andersbll/deeppy#17; andersbll/nnet#4",
        steps.penalized,
        steps.plant_growing,
    ),
    mistake(
        "momentum-sign",
        "The velocity of {parameters} has its sign turned around at each update.",
        "v ← μ·v − η·g, and w ← w + v.",
        "relative: fchollet/deep-learning-with-python-notebooks#19, a sign in the velocity",
        steps.with_momentum,
        steps.with_lines(steps.MOMENT, steps.slowed),
    ),
    mistake(
        "sums-never-reset",
        "The sums of gradients of {parameters} are never reset: each batch applies all earlier ones again.",
        "Set the sums to 0, to a new array, after each update.",
        "offlinew.com/q/q/4098171066",
        steps.batched(steps.updated_layers),
        steps.without(Kind.RESET),
    ),
    mistake(
        "sums-overwritten",
        "The gradients of {parameters} are those of a batch's last sample alone: they are not added up.",
        "Add each sample's gradient: sum += gradient.",
        "asked about in karpathy/convnetjs#17",
        steps.batched(steps.updated_layers_and_parts),
        steps.with_lines(steps.ACCUMULATE, steps.overwritten),
    ),
)
"""Every mistake, in the order of a list."""

BY_ID = {row.id: row for row in MISTAKES}
"""The mistakes by their names."""


class Alike(NamedTuple):
    """Mistakes that no numbers can tell apart, where they are made in the same way."""

    ids: tuple[str, ...]
    """Their names."""
    where: str
    """In which networks and trainings, and at which places."""


INDISTINGUISHABLE: tuple[Alike, ...] = (
    Alike(
        ("slope-missing", "gate-always-open"),
        "a layer of ReLU: the gate is 1 in both",
    ),
    Alike(
        ("slope-missing-passed-back", "error-for-delta"),
        "what the outputs pass back, with ½(ŷ − y)², whose derivative is the error",
    ),
    Alike(
        ("error-reversed", "uphill"),
        "uphill in every layer",
    ),
    Alike(
        ("passed-back-sign", "uphill"),
        "uphill in all the layers that learn from what is passed back with the wrong sign",
    ),
    Alike(
        ("bias-over-all-units", "bias-never-updated"),
        "the biases of softmax outputs: the errors are 0 together",
    ),
    Alike(
        ("bias-of-other-layer", "bias-never-updated"),
        "biases that learn from all errors of softmax outputs: the errors are 0 together",
    ),
    Alike(
        ("weights-missing", "layer-never-updated"),
        "the layer below softmax outputs: the errors are 0 together, and nothing is passed back",
    ),
    Alike(
        ("gradient-passed-back", "layer-never-updated"),
        "the layer below softmax outputs: the errors are 0 together, and nothing is passed back",
    ),
    Alike(
        ("gradient-passed-back", "weights-missing"),
        "the layer below softmax outputs: the errors are 0 together, and nothing is passed back",
    ),
)
"""The mistakes that no numbers can tell apart, whatever the learning rate is.

With η = ½ a stray factor of 2 is a learning rate that is missing, and one of ½ is a learning rate that is there twice.
"""


def mistake_named(name: str) -> Mistake:
    """Return a mistake by its name.

    Raises:
        ValueError: if there is none of that name; the line says what is nearest.
    """
    if name in BY_ID:
        return BY_ID[name]
    from difflib import get_close_matches

    near = get_close_matches(name, BY_ID, n=3, cutoff=0.5)
    expected = f"expected one such as {', '.join(near)}" if near else "xortui mistakes lists them all"
    raise ValueError(f"{name!r}: there is no such mistake; {expected}")


def planted(program: Program, row: Mistake, place: Place) -> Program:
    """Return a program with a mistake at one of its places; in a program that has mistakes already, another one.

    Raises:
        ValueError: if the program has no such place for the mistake.
    """
    places = row.places(program)
    if place.units:
        places = tuple(confined(program.network, one, place.units) for one in places)
    if place not in places:
        raise ValueError(f"{row.id}: expected one of its places in this program, got {place}")
    changed = row.plant(program, place)
    if place.units and changed.operations == program.operations:
        raise ValueError(f"{row.id}: it can't be made for {', '.join(place.units)} alone")
    return changed
