import Checkpoints

extension AdapterModule {
    /// Whether the tensors make a change of a weight of that shape, or of its bias: what has to be
    /// asked before anything is computed.
    ///
    /// - Parameter shape: `[out, in, …]` of a map or a convolution, `[channels]` of a norm.
    func fits(_ shape: [Int], bias: Int?) -> Bool {
        guard !shape.isEmpty, !shape.contains(0) else { return false }
        let weight = Extent(shape)
        for part in [AdapterPart.alpha, .onInput] {
            if let info = parts[part], info.count != 1 { return false }
        }
        for part in [AdapterPart.biasDifference, .normBias] {
            if let info = parts[part], info.count != bias { return false }
        }
        guard magnitudeFits(weight) else { return false }
        return switch kind {
        case .lora: loraFits(weight)
        case .loha: lohaFits(weight)
        case .lokr: lokrFits(weight)
        case .glora: gloraFits(weight) != nil
        case .oft, .boft: rotationFits(weight)
        case .ia3: parts[.factor].map { [weight.rows, weight.columns].contains($0.count) } ?? false
        case .full: parts[.difference].map { $0.count == weight.count } ?? true
        case .norm: parts[.normWeight].map { $0.count == weight.count } ?? true
        case .replacement: parts[.replacement].map { $0.count == weight.count } ?? false
        }
    }

    /// DoRA's lengths: one for each row, or one for each column.
    private func magnitudeFits(_ weight: Extent) -> Bool {
        if let scale = parts[.doraScale] {
            return scale.shape.first == weight.rows
                ? scale.count == weight.rows : scale.count == weight.columns
        }
        return parts[.magnitude].map { $0.count == weight.rows } ?? true
    }

    private func loraFits(_ weight: Extent) -> Bool {
        guard let up = matrix(.up), let down = matrix(.down) else { return false }
        guard let mid = parts[.mid] else {
            return up == [weight.rows, down[0]] && down == [up[1], weight.inputs]
        }
        return Self.core(mid, up[1], down[0], weight)
            && up[0] == weight.rows && down[1] == weight.columns
    }

    private func lohaFits(_ weight: Extent) -> Bool {
        [
            (AdapterPart.hadaW1A, AdapterPart.hadaW1B, AdapterPart.hadaT1),
            (.hadaW2A, .hadaW2B, .hadaT2),
        ].allSatisfy { a, b, core in
            guard let left = matrix(a), let right = matrix(b) else { return false }
            guard let core = parts[core] else {
                return left == [weight.rows, right[0]] && right == [left[1], weight.inputs]
            }
            return Self.core(core, left[0], right[0], weight)
                && left[1] == weight.rows && right[1] == weight.columns
        }
    }

    private func lokrFits(_ weight: Extent) -> Bool {
        guard let small = product(.lokrW1, .lokrW1A, .lokrW1B) else { return false }
        guard let core = parts[.lokrT2], parts[.lokrW2] == nil else {
            guard let large = product(.lokrW2, .lokrW2A, .lokrW2B) else { return false }
            return weight.isProduct(small, large)
        }
        guard let left = matrix(.lokrW2A), let right = matrix(.lokrW2B),
            Self.core(core, left[0], right[0], weight)
        else { return false }
        let (inputs, overflow) = right[1].multipliedReportingOverflow(by: weight.window)
        return !overflow && weight.isProduct(small, [left[1], inputs])
    }

    /// Which of GLoRA's two orders the matrices have; `nil` if they fit neither.
    func gloraFits(_ weight: Extent) -> GLoRAOrder? {
        guard let a1 = matrix(.gloraA1), let a2 = matrix(.gloraA2), let b1 = matrix(.gloraB1),
            let b2 = matrix(.gloraB2)
        else { return nil }
        let (wide, tall) = (weight.columns, weight.rows)
        if a1[1] == a2[0], b1[1] == b2[0], a1[0] == wide, a2[1] == wide, b1[0] == tall,
            b2[1] == weight.inputs
        {
            return .oneTwo
        }
        let fits =
            a2[1] == a1[0] && b2[1] == b1[0] && a2[0] == wide && a1[1] == wide && b2[0] == tall
            && b1[1] == weight.inputs
        return fits ? .twoOne : nil
    }

    private func rotationFits(_ weight: Extent) -> Bool {
        guard let blocks = parts[.oftBlocks] ?? parts[.oftDiagonal],
            blocks.shape.count == (kind == .boft ? 4 : 3)
        else { return false }
        if let rescale = parts[.rescale], rescale.count != weight.rows { return false }
        let shape = Array(blocks.shape.suffix(3))
        let (rows, overflow) = shape[0].multipliedReportingOverflow(by: shape[1])
        guard shape[1] == shape[2], !overflow, rows == weight.rows else { return false }
        guard kind == .boft else { return true }
        // Stage i turns pairs of rows that lie 2ⁱ half blocks apart.
        guard shape[1].isMultiple(of: 2), blocks.shape[0] < Int.bitWidth - 1 else { return false }
        return (0..<blocks.shape[0]).allSatisfy { stage in
            let (span, overflow) = shape[1].multipliedReportingOverflow(by: 1 << stage)
            return !overflow && weight.rows.isMultiple(of: span)
        }
    }
}

/// The two orders in which programs write GLoRA's matrices.
enum GLoRAOrder {
    /// W·a1·a2 + b1·b2.
    case oneTwo
    /// W·a2·a1 + b2·b1.
    case twoOne
}

/// A weight's sizes: rows, columns, and the window of a convolution.
struct Extent {
    let rows: Int
    let columns: Int
    let window: Int

    /// The extent of a weight `[out, in, …]`, or of a norm's `[channels]`.
    init(_ shape: [Int]) {
        rows = shape[0]
        columns = shape.count > 1 ? shape[1] : 1
        window = shape.dropFirst(2).reduce(1, *)
    }

    /// What one row is made of.
    var inputs: Int { columns * window }
    var count: Int { rows * inputs }

    /// Whether the Kronecker product of matrices of these shapes has this extent.
    func isProduct(_ a: [Int], _ b: [Int]) -> Bool {
        a[0].multipliedReportingOverflow(by: b[0]) == (rows, false)
            && a[1].multipliedReportingOverflow(by: b[1]) == (inputs, false)
    }
}

// MARK: - Shapes

extension AdapterModule {
    /// A tensor's shape as a matrix: its rows, and everything in one of them.
    private func matrix(_ part: AdapterPart) -> [Int]? {
        guard let info = parts[part], info.shape.count > 1 else { return nil }
        return [info.shape[0], info.count / info.shape[0]]
    }

    /// The shape of a matrix that is given whole or as a product.
    private func product(
        _ whole: AdapterPart, _ left: AdapterPart, _ right: AdapterPart
    ) -> [Int]? {
        if parts[whole] != nil { return matrix(whole) }
        guard let left = matrix(left), let right = matrix(right), left[1] == right[0] else {
            return nil
        }
        return [left[0], right[1]]
    }

    /// Whether a core tensor has these ranks and the weight's window.
    private static func core(_ info: TensorInfo, _ a: Int, _ b: Int, _ weight: Extent) -> Bool {
        info.shape.count > 2 && info.shape[0] == a && info.shape[1] == b
            && info.shape.dropFirst(2).reduce(1, *) == weight.window
    }
}
