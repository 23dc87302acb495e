import Testing
import WebUI

struct HiresSizeTests {
    struct Vector: Sendable {
        let first: (width: Int, height: Int)
        var scale = 2.0
        var resize = (x: 0, y: 0)
        let upscaled: (width: Int, height: Int)
        var columns: Range<Int>?
        var rows: Range<Int>?
        let output: (width: Int, height: Int)
    }

    static let vectors = [
        Vector(first: (512, 512), upscaled: (1024, 1024), output: (1024, 1024)),
        Vector(first: (832, 1216), scale: 1.4, upscaled: (1164, 1702), output: (1160, 1696)),
        Vector(
            first: (512, 512), resize: (1024, 768), upscaled: (1024, 1024), columns: 0..<128,
            rows: 16..<112, output: (1024, 768)),
        Vector(
            first: (512, 512), resize: (1920, 1080), upscaled: (1920, 1920), columns: 0..<240,
            rows: 52..<187, output: (1920, 1080)),
        Vector(
            first: (512, 512), resize: (1080, 1920), upscaled: (1920, 1920), columns: 52..<187,
            rows: 0..<240, output: (1080, 1920)),
        Vector(
            first: (512, 768), resize: (0, 1000), upscaled: (666, 1000), output: (664, 1000)),
        Vector(
            first: (512, 768), resize: (1000, 0), upscaled: (1000, 1500), output: (1000, 1496)),
        Vector(first: (512, 512), resize: (768, 768), upscaled: (768, 768), output: (768, 768)),
        Vector(first: (128, 128), scale: 1.5, upscaled: (192, 192), output: (192, 192)),
    ]

    @Test(arguments: vectors)
    func `the sizes are the web UI's`(_ vector: Vector) throws {
        let size = try HiresSize(
            first: vector.first, scale: vector.scale, resizeX: vector.resize.x,
            resizeY: vector.resize.y)
        #expect((size.upscaled.width, size.upscaled.height) == vector.upscaled)
        #expect((size.output.width, size.output.height) == vector.output)
        #expect(size.latentColumns == vector.columns ?? 0..<vector.upscaled.width / 8)
        #expect(size.latentRows == vector.rows ?? 0..<vector.upscaled.height / 8)
    }

    @Test func `a target of both sides is always met, to the multiple of 8 below or the next`()
        throws
    {
        for _ in 0..<5_000 {
            let first = (width: Int.random(in: 8...2048), height: Int.random(in: 8...2048))
            let target = (x: Int.random(in: 8...1024), y: Int.random(in: 8...1024))
            guard
                let size = try? HiresSize(
                    first: first, scale: 1, resizeX: target.x, resizeY: target.y)
            else { continue }  // an aspect so far off that a side goes beyond the limit
            #expect((target.x / 8 * 8...target.x / 8 * 8 + 8).contains(size.output.width))
            #expect((target.y / 8 * 8...target.y / 8 * 8 + 8).contains(size.output.height))
            #expect(size.latentColumns.upperBound <= size.upscaled.width / 8)
            #expect(size.latentRows.upperBound <= size.upscaled.height / 8)
        }
    }

    @Test(arguments: [0, -1, 7, 65537, Int.max, Int.min])
    func `a side out of range is refused`(_ side: Int) {
        #expect(throws: WebUIError.badSide(name: "width", pixels: side)) {
            try HiresSize(first: (side, 512), scale: 2)
        }
        #expect(throws: WebUIError.badSide(name: "height", pixels: side)) {
            try HiresSize(first: (512, side), scale: 2)
        }
        guard side != 0 else { return }  // 0 means that the side follows from the other
        #expect(throws: WebUIError.badSide(name: "hires height", pixels: side)) {
            try HiresSize(first: (512, 512), scale: 2, resizeY: side)
        }
    }

    @Test(arguments: [0, -1, -Double.infinity, .infinity])
    func `a scale that is no positive number is refused`(_ scale: Double) {
        #expect(throws: WebUIError.badScale(scale)) {
            try HiresSize(first: (512, 512), scale: scale)
        }
    }

    @Test(arguments: [
        (1e300, 0, 0), (Double.greatestFiniteMagnitude, 0, 0), (1e-9, 0, 0), (1, 65536, 0),
        (1, 65536, 8),
    ])
    func `a target out of range is refused in one sentence`(
        _ scale: Double, resizeX: Int, resizeY: Int
    ) {
        let error = #expect(throws: WebUIError.self) {
            try HiresSize(first: (512, 1024), scale: scale, resizeX: resizeX, resizeY: resizeY)
        }
        #expect(error?.description.hasSuffix("each side may be 8 to 65536 pixels.") == true)
    }

    @Test func `an error says the size that would come out`() {
        #expect(
            WebUIError.badTarget(width: 131072.9, height: 4).description
                == "The hires pass would be 131072x4 pixels; each side may be 8 to 65536 pixels.")
    }
}
