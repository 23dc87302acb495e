import Foundation
import Testing

@testable import Imaging

/// A picture put together of tiles by tools/goldens/tiles.py.
struct TileGolden: Decodable, Sendable, CustomTestStringConvertible {
    let width: Int
    let height: Int
    let tileWidth: Int
    let tileHeight: Int
    let overlap: Int
    let places: [[Int]]
    let pixels: Data

    var testDescription: String {
        "\(width)x\(height) of \(tileWidth)x\(tileHeight), overlap \(overlap)"
    }

    static func all() throws -> [TileGolden] { try Fixtures.json("tiles.json") }

    func grid() throws -> TileGrid {
        try TileGrid(
            width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
            overlap: overlap)
    }
}

struct TileGridTests {
    @Test(arguments: try TileGolden.all())
    func `tiles lie and fade into each other as the web UI has it`(_ golden: TileGolden) throws {
        let grid = try golden.grid()
        #expect(grid.tiles.map { [$0.columns.lowerBound, $0.rows.lowerBound] } == golden.places)
        #expect(grid.tiles.count == grid.columns * grid.rows)
        let made = try (1...grid.tiles.count).map { number in
            try Image8.hashed(
                width: golden.tileWidth, height: golden.tileHeight, channels: 3,
                seed: UInt32(number))
        }
        let picture = try grid.combined(made)
        #expect((picture.width, picture.height) == (golden.width, golden.height))
        #expect(picture.pixels.count == golden.pixels.count)
        #expect(zip(picture.pixels, golden.pixels).count { $0 != $1 } == 0)
    }

    @Test func `a picture's tiles put together are the picture, whatever the grid`() throws {
        var generator = SplitMix(state: 5)
        for turn in 0..<200 {
            let (width, height) = (
                Int.random(in: 1...70, using: &generator), Int.random(in: 1...70, using: &generator)
            )
            let (wide, high) = (
                Int.random(in: 1...40, using: &generator), Int.random(in: 1...40, using: &generator)
            )
            let overlap = Int.random(in: 0..<min(wide, high), using: &generator)
            let grid = try TileGrid(
                width: width, height: height, tileWidth: wide, tileHeight: high, overlap: overlap)
            #expect((grid.tileWidth, grid.tileHeight) == (min(wide, width), min(high, height)))
            let channels = [1, 3, 4][turn % 3]
            let picture = try Image8.noise(
                width: width, height: height, channels: channels, seed: UInt64(turn))
            #expect(try grid.combined(grid.tiles(of: picture)) == picture.flattened())
            expectCover(grid)
        }
    }

    /// Neighbours overlap by at least what was asked for, and the last tiles end at the edges.
    private func expectCover(_ grid: TileGrid) {
        let across = grid.tiles[..<grid.columns].map(\.columns)
        let down = stride(from: 0, to: grid.tiles.count, by: grid.columns).map {
            grid.tiles[$0].rows
        }
        for (spans, length) in [(across, grid.width), (down, grid.height)] {
            #expect(spans.first?.lowerBound == 0)
            #expect(spans.last?.upperBound == length)
            for (span, next) in zip(spans, spans.dropFirst()) {
                #expect(span.upperBound - next.lowerBound >= grid.overlap)
                #expect(span.lowerBound < next.lowerBound)
            }
        }
    }

    @Test func `a picture smaller than a tile is one tile of its own size`() throws {
        let grid = try TileGrid(
            width: 40, height: 24, tileWidth: 512, tileHeight: 512, overlap: 64)
        #expect(grid.tiles == [PixelRegion(columns: 0..<40, rows: 0..<24)])
        let narrow = try TileGrid(
            width: 40, height: 1000, tileWidth: 512, tileHeight: 512, overlap: 64)
        #expect(narrow.tiles.map(\.rows) == [0..<512, 244..<756, 488..<1000])
    }

    @Test func `the number of tiles is the web UI's`() throws {
        for (width, height, columns, rows) in [
            (1024, 1024, 3, 3), (960, 960, 2, 2), (961, 960, 3, 2), (2048, 1536, 5, 4),
            (512, 512, 1, 1), (513, 512, 2, 1),
        ] {
            let grid = try TileGrid(
                width: width, height: height, tileWidth: 512, tileHeight: 512, overlap: 64)
            #expect((grid.columns, grid.rows) == (columns, rows), "\(width)x\(height)")
        }
    }

    @Test func `grids that cannot be are refused`() throws {
        func error(
            _ width: Int, _ height: Int, _ tileWidth: Int, _ tileHeight: Int, _ overlap: Int
        ) -> ImagingError? {
            #expect(throws: ImagingError.self) {
                try TileGrid(
                    width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
                    overlap: overlap)
            }
        }
        #expect(error(0, 8, 8, 8, 0) == .badSize(width: 0, height: 8))
        #expect(error(.max, .max, 8, 8, 0) == .badSize(width: .max, height: .max))
        #expect(error(8, 8, 0, 8, 0) == .badSize(width: 0, height: 8))
        #expect(error(8, 8, 8, .min, 0) == .badSize(width: 8, height: .min))
        for overlap in [-1, 8, .max, .min] {
            #expect(error(64, 64, 8, 16, overlap) == .badTiles(.overlap(overlap, limit: 7)))
        }
        #expect(error(1000, 1000, 8, 8, 7) == .badTiles(.tooMany(columns: 993, rows: 993)))
        #expect(
            error(1 << 14, 1 << 14, .max, 1, 0) == .badTiles(.tooMany(columns: 1, rows: 1 << 14)))
        #expect(error(4096, 4096, 1024, 1024, 1000) == .badTiles(.tooMany(columns: 129, rows: 129)))
        #expect(error(3000, 3000, 2048, 2048, 2032) == .badTiles(.tooMany(columns: 61, rows: 61)))
        #expect(
            ImagingError.badTiles(.overlap(8, limit: 7)).description
                == "Tiles of these sides cannot overlap by 8 pixels; 0 to 7 are possible.")
    }

    @Test func `tiles that do not fit their grid are refused`() throws {
        let grid = try TileGrid(width: 20, height: 8, tileWidth: 12, tileHeight: 8, overlap: 2)
        let tile = try Image8.noise(width: 12, height: 8, channels: 3)
        #expect(throws: ImagingError.badTiles(.count(1, expected: 2))) {
            try grid.combined([tile])
        }
        let other = try Image8.noise(width: 8, height: 12, channels: 3)
        let error = ImagingError.badTiles(.size(got: "8x12", expected: "12x8"))
        #expect(throws: error) { try grid.combined([tile, other]) }
        #expect(
            error.description
                == "A picture of 8x12 pixels does not fit the tiles; 12x8 is needed.")
        #expect(throws: ImagingError.self) { try grid.tiles(of: other) }
    }
}
