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
        room("WebUI", ["Wire"]),
        // The library and the program.
        room(
            "Kiln",
            [
                "Torch", "Layers", "Models", "Checkpoints", "Prompts", "Samplers", "Imaging",
                "WebUI", "Wire", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "KilnCLI",
            dependencies: [
                "Kiln", "Checkpoints", "Imaging", "Models", "Prompts", "Samplers", "Torch", "WebUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        room("KilnTesting", ["Checkpoints", "Torch", "Imaging"]),
        tests("Checkpoints", ["Checkpoints", "KilnTesting"]),
        tests("Prompts", ["Prompts"]),
        tests("Samplers", ["Samplers"]),
        tests("Imaging", ["Imaging"]),
        tests("Wire", ["Wire"]),
        tests("WebUI", ["WebUI", "Wire"]),
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
