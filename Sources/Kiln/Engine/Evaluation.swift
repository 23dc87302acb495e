import Models
import Torch

/// One call of a pass's denoiser, before guidance joins its sides.
struct Evaluation {
    let stage: Denoiser.Stage
    /// The call's number in the pass, from 0.
    let call: Int
    /// What is computed.
    let sides: GuidanceSides
    /// What the network does differently on the plain sides.
    let variation: UNetVariation
    /// What it does differently on the perturbed side.
    let perturbation: UNetVariation

    /// What a call gives, each `[images, channels, rows, columns]`.
    struct Result {
        /// Under the prompts; parts that `AND` joins are composed.
        let conditional: Tensor
        /// Under the negative prompts; an image without one has its conditional here.
        let unconditional: Tensor?
        /// Under the prompts, by the perturbed network.
        let perturbed: Tensor?
        /// Under the negative prompts, without the picture that an editing model looks at.
        let blind: Tensor?
    }

    /// Where an image's results stand among a call's.
    private struct Places {
        var positive: [(weight: Double, row: Int)] = []
        var negative: Int?
        var perturbed: [(weight: Double, row: Int)] = []
        var blind: Int?
    }

    func callAsFunction(_ x: Tensor, sigma: Double) -> Result {
        var rows: [Network.Row] = []
        var places = stage.steering.map { _ in Places() }
        func add(_ timeline: Steering.Timeline, _ image: Int, _ variation: UNetVariation) -> Int {
            rows.append(
                .init(image: image, conditioning: timeline(call), variation: variation))
            return rows.count - 1
        }
        func add(
            _ side: WritableKeyPath<Places, [(weight: Double, row: Int)]>,
            _ variation: UNetVariation
        ) {
            for (image, steering) in stage.steering.enumerated() {
                places[image][keyPath: side] = steering.positive.map {
                    ($0.weight, add($0.timeline, image, variation))
                }
            }
        }
        add(\.positive, variation)
        if sides.contains(.unconditional) {
            for (image, steering) in stage.steering.enumerated() {
                places[image].negative = steering.negative.map { add($0, image, variation) }
            }
        }
        if sides.contains(.perturbed) { add(\.perturbed, perturbation) }
        if stage.network.imageScale != nil {
            for (image, steering) in stage.steering.enumerated() {
                places[image].blind = steering.negative.map { add($0, image, variation) }
                if let row = places[image].blind { rows[row].blind = true }
            }
        }
        let outputs = stage.network.denoised(
            rows, of: x, sigma: sigma, limit: 2 * stage.steering.count)
        return result(outputs, places)
    }

    private func result(_ outputs: [Tensor], _ places: [Places]) -> Result {
        func side(_ pick: (Places) -> Tensor) -> Tensor {
            .concatenated(places.map(pick), dim: 0)
        }
        func composed(_ parts: [(weight: Double, row: Int)], _ place: Places) -> Tensor {
            Guidance.composed(
                conditionals: parts.map { (image: outputs[$0.row], weight: $0.weight) },
                unconditional: place.negative.map { outputs[$0] })
        }
        return Result(
            conditional: side { composed($0.positive, $0) },
            unconditional: sides.contains(.unconditional)
                ? side { place in
                    place.negative.map { outputs[$0] } ?? composed(place.positive, place)
                } : nil,
            perturbed: sides.contains(.perturbed) ? side { composed($0.perturbed, $0) } : nil,
            blind: stage.network.imageScale == nil
                ? nil
                : side { place in
                    place.blind.map { outputs[$0] } ?? composed(place.positive, place)
                })
    }
}
