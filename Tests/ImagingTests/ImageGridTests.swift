import Testing

@testable import Imaging

struct ImageGridTests {
    @Test func `columns are the square root of the pictures, rounded up`() {
        for count in 1...2000 {
            let grid = ImageGrid(count: count)
            var root = 1
            while root * root < count { root += 1 }
            #expect(grid.columns == root)
            #expect(grid.rows * grid.columns >= count)
            #expect((grid.rows - 1) * grid.columns < count)
        }
        let shapes = [1, 2, 3, 4, 5, 7, 8].map { ImageGrid(count: $0) }
        #expect(shapes.map(\.columns) == [1, 2, 2, 2, 3, 3, 3])
        #expect(shapes.map(\.rows) == [1, 1, 2, 2, 2, 3, 3])
    }

    @Test func `rows may be told, but are no more than pictures`() {
        for (count, rows, columns) in [(6, 2, 3), (6, 1, 6), (5, 2, 3), (4, 9, 1), (3, 0, 3)] {
            let grid = ImageGrid(count: count, rows: rows)
            #expect(grid.columns == columns)
            #expect(grid.rows == min(max(rows, 1), count))
        }
        #expect(ImageGrid(count: 0) == ImageGrid(count: 1))
        #expect(ImageGrid(count: .min, rows: .min) == ImageGrid(count: 1))
    }

    @Test func `pictures stand in the middle of their cells`() throws {
        let pictures = try [(4, 2, 10), (2, 4, 20), (4, 4, 30)].map { width, height, value in
            try Image8(
                width: width, height: height, channels: 1,
                pixels: [UInt8](repeating: UInt8(value), count: width * height))
        }
        let grid = try ImageGrid.picture(of: pictures)
        #expect((grid.width, grid.height, grid.channels) == (8, 8, 3))
        let rows = [
            [255, 255, 255, 255, 255, 20, 20, 255], [10, 10, 10, 10, 255, 20, 20, 255],
            [10, 10, 10, 10, 255, 20, 20, 255], [255, 255, 255, 255, 255, 20, 20, 255],
        ]
        let last = [[Int]](repeating: [30, 30, 30, 30, 255, 255, 255, 255], count: 4)
        #expect(grid.channel(1).pixels.map(Int.init) == (rows + last).flatMap { $0 })
        let black = try ImageGrid.picture(of: pictures, background: .grey(0))
        #expect(black.pixels[0] == 0)
        #expect(throws: ImagingError.badSize(width: 0, height: 0)) {
            try ImageGrid.picture(of: [])
        }
    }
}

struct PreviewFileTests {
    private static func noise(_ width: Int, _ height: Int) throws -> FloatImage {
        try FloatImage(.noise(width: width, height: height, channels: 3))
    }

    @Test(arguments: [
        ImageEncoding.png, .jpeg(quality: 75), .webp(quality: 75, lossless: false),
    ])
    func `a preview is a file of the picture, or of a grid`(_ encoding: ImageEncoding) throws {
        let preview = PreviewFile(encoding, side: 96)
        for (count, width, height) in [(1, 48, 32), (2, 96, 32), (4, 96, 64), (5, 96, 42)] {
            let pictures = try (0..<count).map { _ in try Self.noise(48, 32) }
            let file = try preview.bytes(of: pictures)
            let header = try PictureHeader(of: file)
            #expect(header.format == encoding.format)
            #expect((header.width, header.height) == (width, height), "\(count)")
        }
    }

    @Test func `a picture that is small enough is kept, a larger one shrunk`() throws {
        let picture = try Self.noise(40, 20)
        let kept = try PreviewFile(.png, side: 40).bytes(of: [picture])
        #expect(try ImageFile.decode(kept) == Image8(picture))
        for (side, width, height) in [(39, 39, 19), (10, 10, 5), (1, 1, 1), (0, 1, 1), (-5, 1, 1)] {
            let shrunk = try ImageFile.decode(PreviewFile(.png, side: side).bytes(of: [picture]))
            #expect((shrunk.width, shrunk.height) == (width, height))
        }
    }

    @Test func `values beyond what a screen shows do no harm`() throws {
        let values: [Float] = [.nan, .infinity, -.infinity, 1e30, -1, 0.5]
        let picture = try FloatImage(
            width: 64, height: 1, pixels: (0..<192).map { values[$0 % values.count] })
        for encoding in [ImageEncoding.png, .jpeg(quality: 75)] {
            let file = try PreviewFile(encoding).bytes(of: [picture])
            #expect(try ImageFile.decode(file).width == 64)
        }
        #expect(throws: ImagingError.badSize(width: 0, height: 0)) {
            try PreviewFile().bytes(of: [])
        }
    }
}
