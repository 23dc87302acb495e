// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "kiln-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(path: "..")],
    targets: [
        .executableTarget(
            name: "KilnBench",
            dependencies: [.product(name: "Kiln", package: "main")])
    ]
)
