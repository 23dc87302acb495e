// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "kiln-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, since a path alone would go by the name of the folder that Kiln was cloned into.
        .package(name: "kiln", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "KilnBench", dependencies: [.product(name: "Kiln", package: "kiln")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ])
    ]
)
