/// A colour picture to draw on. What lies outside of it is left undrawn.
struct Canvas {
    let width: Int
    let height: Int
    private var pixels: [UInt8]

    init(width: Int, height: Int, background: Colour) throws(ImagingError) {
        let count = try PixelCount.samples(width: width, height: height, channels: 3)
        (self.width, self.height) = (width, height)
        pixels = [UInt8](repeating: 0, count: count)
        fill(x: 0, y: 0, width: width, height: height, with: background)
    }

    /// The finished picture.
    var image: Image8 { Image8(width: width, height: height, channels: 3, checked: pixels) }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, with colour: Colour) {
        for row in max(y, 0)..<max(y, 0, min(y + height, self.height)) {
            for column in max(x, 0)..<max(x, 0, min(x + width, self.width)) {
                let place = 3 * (row * self.width + column)
                pixels[place] = colour.red
                pixels[place + 1] = colour.green
                pixels[place + 2] = colour.blue
            }
        }
    }

    /// Draws a picture with its corner at (`x`, `y`), through its opacity if it has one.
    mutating func draw(_ image: Image8, x: Int, y: Int) {
        let step = image.channels
        for row in max(0, -y)..<max(0, -y, min(image.height, height - y)) {
            for column in max(0, -x)..<max(0, -x, min(image.width, width - x)) {
                let source = step * (row * image.width + column)
                let place = 3 * ((y + row) * width + x + column)
                let opacity = step == 4 ? Int(image.pixels[source + 3]) : 255
                for channel in 0..<3 {
                    let over = Int(image.pixels[source + (step == 1 ? 0 : channel)])
                    let under = Int(pixels[place + channel])
                    let mixed = (over * opacity + under * (255 - opacity) + 127) / 255
                    pixels[place + channel] = UInt8(mixed)
                }
            }
        }
    }

    /// Draws lines of text, each of the type's pixels a square of `scale` pixels.
    mutating func draw(_ lines: [String], x: Int, y: Int, scale: Int, colour: Colour) {
        for (line, text) in lines.enumerated() {
            let top = y + line * BitmapFont.lineHeight * scale
            for (index, character) in text.enumerated() {
                let left = x + index * BitmapFont.advance * scale
                draw(character, x: left, y: top, scale: scale, colour: colour)
            }
        }
    }

    private mutating func draw(
        _ character: Character, x: Int, y: Int, scale: Int, colour: Colour
    ) {
        for (row, bits) in BitmapFont.rows(of: character).enumerated() {
            for column in 0..<BitmapFont.width
            where bits >> (BitmapFont.width - 1 - column) & 1 == 1 {
                fill(
                    x: x + column * scale, y: y + row * scale, width: scale, height: scale,
                    with: colour)
            }
        }
    }
}
