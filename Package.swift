// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: its name, what it may import, and settings beyond the common ones.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], extra: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings + extra)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies,
        resources: [.copy("Fixtures")], swiftSettings: settings)
}

let package = Package(
    name: "kiln",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Kiln", targets: ["Kiln"]),
        .executable(name: "kiln", targets: ["KilnCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The tensor engine and what is built of it.
        .target(name: "CTorch"),
        room("Torch", ["CTorch"], extra: [.strictMemorySafety()]),
        room("Layers", ["Torch", "Checkpoints"]),
        room("Models", ["Layers", "Torch", "Checkpoints"]),
        // Pure rooms: no tensor library.
        room("Checkpoints", extra: [.strictMemorySafety()]),
        room("Prompts"),
        room("Samplers"),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng",
            providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libturbojpeg",
            providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "CWebP", pkgConfig: "libwebp",
            providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        room("Imaging", ["CPNG", "CJPEG", "CWebP", "CZlib"]),
        room("Wire"),
        room("Signals"),
        room("WebUI", ["Wire"]),
        // The library and the program.
        room(
            "Kiln",
            [
                "Torch", "Layers", "Models", "Checkpoints", "Prompts", "Samplers", "Imaging",
                "WebUI", "Wire", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        // The service: jobs that survive, what workers and server say, both ends of it.
        room(
            "Jobs",
            [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        room("WorkerAPI", ["Kiln"]),
        room(
            "Worker",
            [
                "WorkerAPI", "Kiln", "Imaging",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        room(
            "Server",
            [
                "Wire", "WebUI", "Jobs", "WorkerAPI", "Kiln", "Imaging", "Samplers", "Prompts",
                "Checkpoints", "Layers", "Signals",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "KilnCLI",
            dependencies: [
                "Server", "Worker", "Kiln", "Checkpoints", "Imaging", "Models", "Prompts",
                "Samplers", "Signals", "Torch", "WebUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // A worker without an engine, for tests of the service.
        .executableTarget(
            name: "KilnDouble",
            dependencies: [
                "Worker", "WorkerAPI", "Kiln", "Imaging",
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: settings),
        room("KilnTesting", ["Checkpoints", "Torch", "Imaging"]),
        tests("Checkpoints", ["Checkpoints", "KilnTesting"]),
        tests("Prompts", ["Prompts"]),
        tests("Samplers", ["Samplers"]),
        tests("Imaging", ["Imaging"]),
        tests("Wire", ["Wire"]),
        tests("Signals", ["Signals"]),
        tests("WebUI", ["WebUI", "Wire"]),
        tests("Jobs", ["Jobs", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            "Server",
            [
                "Server", "Jobs", "Kiln", "Wire", "WebUI", "WorkerAPI", "Imaging",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "Worker",
            [
                "Worker", "WorkerAPI", "Kiln",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        tests("Torch", ["Torch"]),
        tests("Models", ["Models", "Layers", "Torch", "Checkpoints", "KilnTesting"]),
        tests(
            "Kiln",
            [
                "Kiln", "KilnTesting", "Checkpoints", "Imaging", "Layers", "Models", "Prompts",
                "Samplers",
                "Torch", "WebUI", "Wire",
            ]),
        tests("KilnCLI", ["Kiln", "KilnTesting", "Imaging", "Checkpoints"]),
    ]
)
