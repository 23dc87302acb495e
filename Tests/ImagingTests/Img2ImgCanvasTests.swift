import Foundation
import Testing

@testable import Imaging

struct Img2ImgCanvasTests {
    @Test(arguments: try MaskGoldens.all().canvases)
    func `pictures, masks and results are the web UI's to the bit`(
        _ golden: MaskGoldens.Canvas
    ) throws {
        let canvas = try golden.canvas()
        #expect(unequal(canvas.initial.pixels, golden.initial) == 0)
        #expect(unequal(canvas.mask?.pixels ?? [], golden.mask) == 0)
        let (columns, rows) = (golden.toWidth / 8, golden.toHeight / 8)
        #expect(try canvas.latentMask(columns: columns, rows: rows) == golden.latents.floats)
        let result = try Image8.hashed(
            width: golden.toWidth, height: golden.toHeight, channels: 3, seed: 6)
        #expect(try unequal(canvas.composed(result).pixels, golden.composed) == 0)
    }

    @Test(arguments: try MaskGoldens.all().canvases)
    func `an inpainting model sees the mask and the picture without what is masked`(
        _ golden: MaskGoldens.Canvas
    ) throws {
        let seen = try golden.canvas().conditioning(
            columns: golden.toWidth / 8, rows: golden.toHeight / 8, weight: 0.75)
        #expect(seen.mask == golden.cells.floats)
        let (across, down) = (golden.toWidth, golden.toHeight)
        var expected = golden.hidden.floats[...]
        for channel in 0..<3 {
            for row in stride(from: 0, to: down, by: 3) {
                for column in stride(from: 0, to: across, by: 3) {
                    let value = seen.image.pixels[(channel * down + row) * across + column]
                    #expect(abs(2 * value - 1 - (expected.popFirst() ?? .nan)) < 1e-6)
                }
            }
        }
        #expect(expected.isEmpty)
    }

    @Test func `wholly hidden is middle grey exactly, and kept is kept`() throws {
        let golden = try #require(try MaskGoldens.all().canvases.first)
        let canvas = try golden.canvas()
        let seen = try canvas.conditioning(columns: 5, rows: 4)
        let mask = try #require(canvas.mask)
        let original = FloatImage(canvas.initial)
        for (place, value) in mask.pixels.enumerated() {
            for sample in stride(from: place, to: seen.image.pixels.count, by: mask.pixels.count) {
                #expect(seen.image.pixels[sample] == (value > 127 ? 0.5 : original.pixels[sample]))
            }
        }
    }

    @Test func `without a mask the result is the result, and everything is made anew`() throws {
        let picture = try Image8.noise(width: 20, height: 10, channels: 3)
        let canvas = try Img2ImgCanvas(picture, width: 16, height: 8)
        let result = try Image8.noise(width: 16, height: 8, channels: 3, seed: 2)
        #expect(try canvas.composed(result) == result)
        #expect(try canvas.latentMask(columns: 2, rows: 1) == nil)
        #expect(canvas.mask == nil && canvas.overlayMask == nil && !canvas.isMaskBlank)
        #expect(
            try canvas.conditioning(columns: 2, rows: 1)
                == .blank(width: 16, height: 8, columns: 2, rows: 1))
    }

    @Test func `the picture's own size with latent resizing, and stretched where it is seen`()
        throws
    {
        var settings = Img2ImgCanvas.Settings()
        settings.resizeMode = .latent
        settings.mask.isOnlyMasked = false
        let picture = try Image8.noise(width: 24, height: 40, channels: 3)
        let mask = try Image8.ellipse(width: 24, height: 40, box: [4, 4, 20, 30])
        let canvas = try Img2ImgCanvas(
            picture, mask: mask, settings: settings, width: 16, height: 16)
        #expect((canvas.initial.width, canvas.initial.height) == (24, 40))
        #expect(canvas.mask.map { [$0.width, $0.height] } == [16, 16])
        settings.mask.content = .original
        let kept = try Img2ImgCanvas(picture, mask: mask, settings: settings, width: 16, height: 16)
        #expect(kept.initial == picture)
        let result = try Image8.plain(0, width: 16, height: 16, channels: 3)
        #expect(try kept.composed(result).width == 16)
    }
}

struct MaskLimitsTests {
    private func canvas(
        _ mask: Image8, _ change: (inout Img2ImgCanvas.Settings) -> Void = { _ in }
    ) throws -> Img2ImgCanvas {
        var settings = Img2ImgCanvas.Settings()
        settings.mask.content = .original
        settings.mask.isOnlyMasked = false
        change(&settings)
        return try Img2ImgCanvas(
            .noise(width: 32, height: 24, channels: 3), mask: mask, settings: settings, width: 32,
            height: 24)
    }

    @Test func `a black mask gives the original back byte for byte, a white one the result`() throws
    {
        let result = try Image8.noise(width: 32, height: 24, channels: 3, seed: 9)
        let original = try Image8.noise(width: 32, height: 24, channels: 3)
        let (black, white) = try (
            Image8.plain(0, width: 32, height: 24), Image8.plain(255, width: 32, height: 24)
        )
        #expect(try canvas(black).composed(result) == original)
        #expect(try canvas(white).composed(result) == result)
        #expect(try canvas(white) { $0.mask.isOnlyMasked = true }.composed(result) == result)
        #expect(try canvas(white) { $0.mask.isInverted = true }.composed(result) == original)
        #expect(try canvas(black).latentMask(columns: 4, rows: 3)?.allSatisfy { $0 == 0 } == true)
        #expect(try canvas(white).latentMask(columns: 4, rows: 3)?.allSatisfy { $0 == 1 } == true)
    }

    @Test func `a blank mask alone makes the whole picture, and says so`() throws {
        let canvas = try canvas(.plain(0, width: 32, height: 24)) { $0.mask.isOnlyMasked = true }
        #expect(canvas.isMaskBlank && canvas.mask == nil && canvas.region == nil)
        let result = try Image8.noise(width: 32, height: 24, channels: 3, seed: 9)
        #expect(try canvas.composed(result) == result)
    }

    @Test func `what is not masked is kept to the bit wherever the mask lies`() throws {
        var generator = SplitMix(state: 8)
        let original = try Image8.noise(width: 32, height: 24, channels: 3)
        for _ in 0..<100 {
            let box = (0..<4).map { _ in Int.random(in: -4...36, using: &generator) }
            let mask = try Image8.ellipse(width: 32, height: 24, box: box)
            let canvas = try canvas(mask) {
                $0.mask.isOnlyMasked = Bool.random(using: &generator)
                $0.mask.padding = Int.random(in: 0...9, using: &generator)
                $0.mask.blurX = Int.random(in: 0...6, using: &generator)
            }
            guard !canvas.isMaskBlank else { continue }
            let seam = try #require(canvas.overlayMask)
            let composed = try canvas.composed(.plain(9, width: 32, height: 24, channels: 3))
            for (place, value) in seam.pixels.enumerated() where value == 0 || value == 255 {
                for channel in 3 * place..<3 * place + 3 {
                    #expect(composed.pixels[channel] == (value == 0 ? original.pixels[channel] : 9))
                }
            }
        }
    }

    /// Of the picture's proportions and of others, off the middle.
    private func foreignMasks() throws -> [Image8] {
        try [
            .ellipse(width: 16, height: 12, box: [2, 1, 9, 8]),
            .ellipse(width: 48, height: 48, box: [2, 30, 30, 46]),
        ]
    }

    @Test func `a mask of another size marks the same share of the picture`() throws {
        for mask in try foreignMasks() {
            let stretched = try mask.resized(.lanczos, width: 32, height: 24)
            for mode in ResizeMode.allCases {
                for part in [false, true] {
                    let canvases = try [mask, stretched].map { mask in
                        try canvas(mask) {
                            $0.resizeMode = mode
                            $0.mask.isOnlyMasked = part
                            ($0.mask.blurX, $0.mask.blurY) = (0, 0)
                        }
                    }
                    #expect(canvases[0].mask == canvases[1].mask)
                    #expect(canvases[0].region == canvases[1].region)
                }
            }
        }
    }

    @Test func `where both come to the size in one way, a mask is blurred as it was given`() throws
    {
        let small = try foreignMasks()[0]
        for mode in ResizeMode.allCases {
            let whole = try canvas(small) { $0.resizeMode = mode }
            let expected = try mode.fitted(
                PreparedMask(small, whole.settings.mask).image, width: 32, height: 24)
            #expect(whole.mask == expected)
        }
    }

    @Test func `whatever the sizes, all that comes out has the size that was asked for`() throws {
        var generator = SplitMix(state: 21)
        func side() -> Int { Int.random(in: 1...40, using: &generator) }
        for _ in 0..<400 {
            let (width, height) = (side(), side())
            var settings = Img2ImgCanvas.Settings()
            settings.resizeMode = try #require(ResizeMode.allCases.randomElement(using: &generator))
            settings.mask.content = try #require(
                MaskedContent.allCases.randomElement(using: &generator))
            settings.mask.isOnlyMasked = Bool.random(using: &generator)
            settings.mask.isRounded = Bool.random(using: &generator)
            (settings.mask.blurX, settings.mask.padding) = (side() / 4, side() / 2)
            let box = [-side() / 2, -side() / 2, side(), side()]
            let picture = try Image8.noise(
                width: side(), height: side(), channels: [1, 3, 4][side() % 3])
            let canvas = try Img2ImgCanvas(
                picture, mask: .ellipse(width: side(), height: side(), box: box),
                settings: settings, width: width, height: height)
            let latent = settings.resizeMode == .latent && canvas.region == nil
            let first = latent ? (picture.width, picture.height) : (width, height)
            #expect((canvas.initial.width, canvas.initial.height) == first)
            #expect((canvas.seen.width, canvas.seen.height) == (width, height))
            let cells = try canvas.latentMask(columns: side(), rows: 2) ?? []
            #expect(cells.allSatisfy { (0...1).contains($0) })
            let composed = try canvas.composed(
                .plain(9, width: width, height: height, channels: 3))
            let last = canvas.region == nil ? (width, height) : (picture.width, picture.height)
            #expect((composed.width, composed.height) == last)
        }
    }

    @Test func `a result that latents made smaller keeps its size`() throws {
        let mask = try Image8.ellipse(width: 32, height: 24, box: [8, 8, 20, 20])
        let small = try Image8.plain(9, width: 24, height: 16, channels: 3)
        #expect(try canvas(mask).composed(small).width == 24)
        let part = try canvas(mask) { $0.mask.isOnlyMasked = true }
        #expect(try part.composed(small).width == 32)
    }

    @Test func `what cannot be is refused in a sentence`() throws {
        let mask = try Image8.plain(255, width: 2, height: 2)
        #expect(throws: ImagingError.badBlur(-1)) { try canvas(mask) { $0.mask.blurX = -1 } }
        #expect(throws: ImagingError.badBlur(.max)) { try canvas(mask) { $0.mask.blurY = .max } }
        #expect(throws: ImagingError.badPadding(-3)) { try canvas(mask) { $0.mask.padding = -3 } }
        #expect(try canvas(mask) { $0.mask.padding = .max }.initial.width == 32)
        #expect(throws: ImagingError.badSize(width: 0, height: 8)) {
            try Img2ImgCanvas(mask, width: 0, height: 8)
        }
        #expect(throws: ImagingError.badSize(width: 0, height: 3)) {
            try canvas(mask).latentMask(columns: 0, rows: 3)
        }
        #expect(throws: ImagingError.badSize(width: 4, height: -1)) {
            try canvas(mask).conditioning(columns: 4, rows: -1)
        }
        let wide = ImagingError.badResult(width: 33, height: 24, maxWidth: 32, maxHeight: 24)
        #expect(throws: wide) {
            try canvas(mask).composed(.plain(0, width: 33, height: 24, channels: 3))
        }
        #expect("\(wide)".hasSuffix("at most 32x24 do."))
    }
}
