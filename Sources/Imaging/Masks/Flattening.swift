/// Arithmetic on 0…255 where 255 stands for 1.
enum Unit8 {
    /// The product of two numbers of 0…1, as Pillow rounds it.
    @inline(__always)
    static func product(_ one: Int, _ other: Int) -> Int { divided(one * other) }

    /// The mean of two values, `share` of the second: one rounding.
    @inline(__always)
    static func mix(_ one: UInt8, _ other: UInt8, _ share: Int) -> UInt8 {
        UInt8(divided(Int(one) * (255 - share) + Int(other) * share))
    }

    /// A number divided by 255 and rounded, exact up to 255².
    @inline(__always)
    static func divided(_ number: Int) -> Int {
        let raised = number + 128
        return (raised >> 8 + raised) >> 8
    }
}

extension Image8 {
    /// The picture in three channels, what is clear laid over a colour.
    public func flattened(over background: Colour = .white) -> Image8 {
        if channels == 3 { return self }
        let colours = [background.red, background.green, background.blue]
        var output: [UInt8] = []
        output.reserveCapacity(3 * width * height)
        for place in stride(from: 0, to: pixels.count, by: channels) {
            for channel in 0..<3 {
                output.append(
                    channels == 1
                        ? pixels[place]
                        : Unit8.mix(
                            colours[channel], pixels[place + channel], Int(pixels[place + 3])))
            }
        }
        return Image8(width: width, height: height, channels: 3, checked: output)
    }

    /// The picture's brightness (ITU-R BT.601, in units of 2⁻¹⁶), opacity left out.
    func grey() -> Image8 {
        if channels == 1 { return self }
        let output = stride(from: 0, to: pixels.count, by: channels).map { place in
            let red = 19595 * Int(pixels[place])
            let green = 38470 * Int(pixels[place + 1])
            let blue = 7471 * Int(pixels[place + 2])
            return UInt8((red + green + blue + 1 << 15) >> 16)
        }
        return Image8(width: width, height: height, channels: 1, checked: output)
    }

    /// One channel by itself.
    func channel(_ channel: Int) -> Image8 {
        let output = stride(from: channel, to: pixels.count, by: channels).map { pixels[$0] }
        return Image8(width: width, height: height, channels: 1, checked: output)
    }

    /// The picture with each sample changed.
    func mapped(_ change: (UInt8) -> UInt8) -> Image8 {
        Image8(width: width, height: height, channels: channels, checked: pixels.map(change))
    }

    /// A part of the picture that lies in it.
    func cropped(to region: PixelRegion) -> Image8 {
        var output: [UInt8] = []
        output.reserveCapacity(region.width * region.height * channels)
        for row in region.rows {
            let start = row * width
            output +=
                pixels[
                    (start + region.columns.lowerBound)
                        * channels..<(start + region.columns.upperBound) * channels]
        }
        return Image8(
            width: region.width, height: region.height, channels: channels, checked: output)
    }
}
