import Foundation
import Testing

@testable import Imaging

struct ResizeModeTests {
    @Test(arguments: try MaskGoldens.all().resizings)
    func `a picture comes to its size as Pillow brings it`(
        _ golden: MaskGoldens.Resizing
    ) throws {
        let mode = try #require(ResizeMode(rawValue: golden.mode))
        let result = try mode.fitted(
            .hashed(width: golden.width, height: golden.height, channels: 3, seed: 1),
            width: golden.toWidth, height: golden.toHeight)
        #expect((result.width, result.height) == (golden.toWidth, golden.toHeight))
        #expect(unequal(result.pixels, golden.result) == 0)
    }

    @Test(arguments: ResizeMode.allCases)
    func `a plain picture stays plain, whatever its proportions`(_ mode: ResizeMode) throws {
        for (width, height) in [(1, 1), (1, 300), (300, 1), (7, 9)] {
            let result = try mode.fitted(
                .plain(77, width: width, height: height), width: 19, height: 8)
            #expect(try result == .plain(77, width: 19, height: 8))
        }
    }

    @Test func `a thin picture is covered without making it whole`() throws {
        let thin = try Image8.noise(width: 1 << 20, height: 1, channels: 1)
        let result = try ResizeMode.crop.fitted(thin, width: 64, height: 1 << 12)
        #expect((result.width, result.height) == (64, 1 << 12))
    }

    @Test(arguments: ResizeMode.allCases)
    func `a size that no picture has is refused`(_ mode: ResizeMode) throws {
        let image = try Image8.plain(1, width: 3, height: 2)
        for (width, height) in [(0, 8), (8, -1), (.max, 8), (8, .max), (1 << 20, 1 << 20)] {
            #expect(throws: ImagingError.badSize(width: width, height: height)) {
                try mode.fitted(image, width: width, height: height)
            }
        }
    }
}

struct MaskBlurTests {
    @Test(arguments: try MaskGoldens.all().blurs)
    func `a mask is blurred to OpenCV's numbers`(_ golden: MaskGoldens.Blur) throws {
        var image = try Image8.hashed(
            width: golden.width, height: golden.height, channels: 1, seed: 2)
        if golden.x > 0 { image = MaskBlur(deviation: golden.x).alongRows(image) }
        if golden.y > 0 { image = MaskBlur(deviation: golden.y).alongColumns(image) }
        #expect(unequal(image.pixels, golden.result) == 0)
    }

    @Test(arguments: [1, 4, 64, MaskSettings.blurLimit])
    func `a plain mask stays plain`(_ deviation: Int) throws {
        for value: UInt8 in [0, 1, 128, 255] {
            let mask = try Image8.plain(value, width: 9, height: 5)
            let blur = MaskBlur(deviation: deviation)
            #expect(blur.alongRows(mask) == mask)
            #expect(blur.alongColumns(mask) == mask)
        }
    }

    @Test func `rows and columns are blurred alike`() throws {
        let mask = try Image8.noise(width: 12, height: 12, channels: 1)
        let turned = try Image8(
            width: 12, height: 12, channels: 1,
            pixels: (0..<144).map { mask.pixels[$0 % 12 * 12 + $0 / 12] })
        let blur = MaskBlur(deviation: 3)
        let (rows, columns) = (blur.alongRows(mask), blur.alongColumns(turned))
        for place in 0..<144 {
            #expect(rows.pixels[place] == columns.pixels[place % 12 * 12 + place / 12])
        }
    }
}

struct MaskedFillTests {
    @Test(arguments: try MaskGoldens.all().fills)
    func `a masked part is filled as by Pillow's blurs`(_ golden: MaskGoldens.Fill) throws {
        var mask = try Image8.ellipse(
            width: golden.width, height: golden.height, box: golden.box)
        if golden.blur > 0 {
            let blur = MaskBlur(deviation: golden.blur)
            mask = blur.alongColumns(blur.alongRows(mask))
        }
        let picture = try Image8.hashed(
            width: golden.width, height: golden.height, channels: 3, seed: 3)
        #expect(unequal(picture.filled(where: mask).pixels, golden.result) == 0)
    }

    @Test func `what is kept stays as it is, and a plain picture is filled by its own colour`()
        throws
    {
        let picture = try Image8.noise(width: 20, height: 12, channels: 3)
        #expect(try picture.filled(where: .plain(0, width: 20, height: 12)) == picture)
        let plain = try Image8.plain(140, width: 20, height: 12, channels: 3)
        let mask = try Image8.ellipse(width: 20, height: 12, box: [4, 2, 15, 10])
        let filled = plain.filled(where: mask)
        for (value, wanted) in zip(filled.pixels, plain.pixels) {
            #expect(abs(Int(value) - Int(wanted)) <= 2)
        }
    }
}

struct FlatteningTests {
    @Test func `clear parts show the background, as Pillow mixes it`() throws {
        let image = try Image8.hashed(width: 12, height: 10, channels: 4, seed: 4)
        for golden in try MaskGoldens.all().opacities.flat {
            let colour = Colour(
                red: golden.background[0], green: golden.background[1], blue: golden.background[2])
            #expect(unequal(image.flattened(over: colour).pixels, golden.result) == 0)
        }
    }

    @Test func `a mask with clear parts is read by its opacity, any other by its brightness`()
        throws
    {
        let goldens = try MaskGoldens.all().opacities
        var settings = MaskSettings()
        (settings.blurX, settings.blurY) = (0, 0)
        let clear = try Image8.hashed(width: 12, height: 10, channels: 4, seed: 4)
        for golden in goldens.masks {
            settings.isRounded = golden.isRounded
            #expect(unequal(PreparedMask(clear, settings).image.pixels, golden.result) == 0)
        }
        let colours = try Image8.hashed(width: 12, height: 10, channels: 3, seed: 4)
        #expect(unequal(PreparedMask(colours, settings).image.pixels, goldens.grey) == 0)
        #expect(unequal(PreparedMask(colours.opaque(), settings).image.pixels, goldens.grey) == 0)
    }

    @Test func `rounded, more than half of the opacity is masked`() throws {
        var settings = MaskSettings()
        (settings.blurX, settings.blurY) = (0, 0)
        let pixels: [UInt8] = [127, 128, 129, 254].flatMap { [9, 9, 9, $0] }
        let mask = try Image8(width: 4, height: 1, channels: 4, pixels: pixels)
        #expect(PreparedMask(mask, settings).image.pixels == [0, 0, 255, 255])
    }

    @Test func `grey becomes three equal channels`() throws {
        let grey = try Image8.noise(width: 3, height: 2, channels: 1)
        #expect(grey.flattened().pixels == grey.pixels.flatMap { [$0, $0, $0] })
        #expect(grey.flattened().grey() == grey)
    }
}

struct PixelRegionTests {
    @Test func `the part that is made is the web UI's, and lies in the picture`() throws {
        for golden in try MaskGoldens.all().regions {
            let marked = PixelRegion(columns: golden[2]..<golden[4], rows: golden[3]..<golden[5])
            let image = try Image8.plain(0, width: golden[0], height: golden[1])
            let region = marked.padded(by: golden[6], in: image)
                .proportioned(like: golden[7], golden[8], in: image)
            #expect(region.columns == golden[9]..<golden[11], "\(golden)")
            #expect(region.rows == golden[10]..<golden[12], "\(golden)")
        }
    }

    @Test func `where there is room the part has the size's proportions and holds what is marked`()
    {
        var generator = SplitMix(state: 3)
        for _ in 0..<2000 {
            let (width, height) = (
                Int.random(in: 1...60, using: &generator), Int.random(in: 1...60, using: &generator)
            )
            let (left, top) = (
                Int.random(in: 0...900, using: &generator),
                Int.random(in: 0...900, using: &generator)
            )
            let size = (
                8 * Int.random(in: 4...9, using: &generator),
                8 * Int.random(in: 4...9, using: &generator)
            )
            let marked = PixelRegion(columns: left..<left + width, rows: top..<top + height)
            let image = Image8(width: 1000, height: 1000, channels: 1, checked: [])
            let region = marked.proportioned(like: size.0, size.1, in: image)
            #expect(region.columns.contains(marked.columns) && region.rows.contains(marked.rows))
            #expect(region.columns.clamped(to: 0..<1000) == region.columns)
            #expect(region.rows.clamped(to: 0..<1000) == region.rows)
            // A side is at most one pixel from what the other one asks for.
            let ratio = Double(size.0) / Double(size.1)
            #expect(
                abs(Double(region.width) - Double(region.height) * ratio) < 1
                    || abs(Double(region.height) - Double(region.width) / ratio) < 1)
        }
    }

    @Test func `what is marked is found, and nothing in black`() throws {
        #expect(try PixelRegion(marked: .plain(0, width: 5, height: 4)) == nil)
        #expect(
            try PixelRegion(marked: .plain(1, width: 5, height: 4))
                == PixelRegion(columns: 0..<5, rows: 0..<4))
        let mask = try Image8(
            width: 4, height: 4, channels: 1,
            pixels: [0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 9, 0, 0])
        #expect(PixelRegion(marked: mask) == PixelRegion(columns: 1..<3, rows: 1..<4))
    }
}
