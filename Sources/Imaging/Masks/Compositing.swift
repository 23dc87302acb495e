// Pictures with opacity laid over each other, rounded as Pillow rounds.

extension Image8 {
    /// A colour picture multiplied with what a grey picture of its size leaves clear of black: four
    /// channels, the colours multiplied with the opacity.
    func cut(outOf mask: Image8) -> Image8 {
        var output: [UInt8] = []
        output.reserveCapacity(4 * mask.pixels.count)
        for (index, value) in mask.pixels.enumerated() {
            let opacity = 255 - Int(value)
            for channel in 0..<3 {
                output.append(UInt8(Unit8.product(Int(pixels[3 * index + channel]), opacity)))
            }
            output.append(UInt8(opacity))
        }
        return Image8(width: width, height: height, channels: 4, checked: output)
    }

    /// Colours that were multiplied with their opacity, divided by it.
    func unmultiplied() -> Image8 {
        var output = pixels
        for place in stride(from: 0, to: output.count, by: 4) {
            let opacity = Int(output[place + 3])
            guard opacity != 0 else { continue }
            for channel in place..<place + 3 {
                output[channel] = UInt8(clamping: 255 * Int(output[channel]) / opacity)
            }
        }
        return Image8(width: width, height: height, channels: 4, checked: output)
    }

    /// A picture with opacity laid over another one of its size (Porter and Duff 1984, "over").
    func laid(over base: Image8) -> Image8 {
        var output = base.pixels
        for place in stride(from: 0, to: output.count, by: 4) {
            let (upper, lower) = (Int(pixels[place + 3]), Int(output[place + 3]))
            guard upper != 0 else { continue }
            // Opacity in units of 1/255², shares in units of 1/(255·128).
            let opacity = upper * 255 + lower * (255 - upper)
            let share = upper * 255 * 255 * 128 / opacity
            for channel in place..<place + 3 {
                let sum = Int(pixels[channel]) * share + Int(output[channel]) * (255 * 128 - share)
                let raised = sum + 128 * 128
                output[channel] = UInt8((raised >> 8 + raised) >> 15)
            }
            output[place + 3] = UInt8(Unit8.divided(opacity))
        }
        return Image8(width: width, height: height, channels: 4, checked: output)
    }

    /// A colour picture with an opacity of 255 throughout.
    func opaque() -> Image8 {
        var output: [UInt8] = []
        output.reserveCapacity(4 * width * height)
        for place in stride(from: 0, to: pixels.count, by: 3) {
            output += pixels[place..<place + 3]
            output.append(255)
        }
        return Image8(width: width, height: height, channels: 4, checked: output)
    }

    /// The colours of a picture with opacity.
    func colours() -> Image8 {
        var output: [UInt8] = []
        output.reserveCapacity(3 * width * height)
        for place in stride(from: 0, to: pixels.count, by: 4) {
            output += pixels[place..<place + 3]
        }
        return Image8(width: width, height: height, channels: 3, checked: output)
    }
}
