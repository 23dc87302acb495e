extension TensorInfo {
    /// The tensor in pieces that follow one another in row-major order, each of at most so many
    /// bytes of elements where its layout can be cut there.
    func slices(ofAtMost byteCount: Int) -> [TensorInfo] {
        switch layout {
        case .rowMajor where type.bits.isMultiple(of: 8):
            return runs(of: 1, stored: type.bits / 8, byteCount)
        case .blocks(let block):
            return runs(of: block.elements, stored: block.byteCount, byteCount)
        case .strided(let strides):
            return rows(strides, byteCount)
        case .rowMajor:
            return [self]
        }
    }

    /// Slices along the elements, whatever their dimensions: whole units of so many elements.
    private func runs(of unit: Int, stored: Int, _ byteCount: Int) -> [TensorInfo] {
        let units = max(1, byteCount / (unit * max(type.bits / 8, 1)))
        let total = count / unit
        return stride(from: 0, to: total, by: units).map { first in
            let last = min(first + units, total)
            let start = range.lowerBound + first * stored
            return slice(
                shape: [(last - first) * unit], range: start..<start + (last - first) * stored,
                layout: layout)
        }
    }

    /// Slices along the first axis that is longer than 1. The first element of a slice comes first
    /// in its bytes, which reach to its farthest.
    private func rows(_ strides: [Int], _ byteCount: Int) -> [TensorInfo] {
        guard let axis = shape.firstIndex(where: { $0 != 1 }), count > 0 else { return [self] }
        let width = max(type.bits / 8, 1)
        let (shape, strides) = (Array(shape[axis...]), Array(strides[axis...]))
        let step = max(1, byteCount / (count / shape[0] * width))
        return stride(from: 0, to: shape[0], by: step).map { first in
            var size = shape
            size[0] = min(step, shape[0] - first)
            let start = range.lowerBound + first * strides[0] * width
            let reach = zip(size, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 } * width
            return slice(shape: size, range: start..<start + reach, layout: .strided(strides))
        }
    }

    private func slice(shape: [Int], range: Range<Int>, layout: Layout) -> TensorInfo {
        TensorInfo(
            name: name, type: type, shape: shape, range: range, part: part, layout: layout)
    }
}
