// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "workshop-kiosk",
    products: [
        .executable(name: "workshop-kiosk", targets: ["workshop-kiosk"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "Threads", swiftSettings: settings),
        .target(name: "HTTP", dependencies: ["CLinux", "CMicroHTTPD", "CZlib", "Threads"], swiftSettings: settings),
        .target(name: "Workshop", swiftSettings: settings),
        .target(name: "Evaluation", swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: [
                "Threads", "Workshop",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "Exports",
            dependencies: [
                "Workshop", "Evaluation", "CLinux", "CXLSXWriter", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "Kiosk",
            dependencies: [
                "Appliance", "HTTP", "Workshop", "Evaluation", "Store", "Exports", "Phone", "Threads", "CQRencode",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: settings),
        .target(
            name: "Appliance",
            dependencies: ["CLinux", "Workshop", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(name: "Phone", swiftSettings: settings),
        .target(name: "Warehouse", dependencies: ["Exports", "Workshop"], swiftSettings: settings),
        .executableTarget(
            name: "workshop-kiosk",
            dependencies: [
                "Appliance", "CLinux", "Exports", "HTTP", "Kiosk", "Phone", "Store", "Threads", "Warehouse", "Workshop",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "kiosk-load",
            dependencies: [
                "CLinux", "HTTP", "Phone", "Threads", "Workshop",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .testTarget(name: "ApplianceTests", dependencies: ["Appliance", "Workshop"], swiftSettings: settings),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "Phone", "Threads", "Workshop"], swiftSettings: settings),
        .testTarget(name: "WorkshopTests", dependencies: ["Workshop"], swiftSettings: settings),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation"],
            // Read by path, beside the tests that read them.
            exclude: ["Fixtures", "Reference"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Threads", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .testTarget(name: "ExportsTests", dependencies: ["CZlib", "Evaluation", "Exports"], swiftSettings: settings),
        .testTarget(
            name: "KioskTests",
            dependencies: [
                "Appliance", "Evaluation", "Exports", "Kiosk", "Phone", "Store", "Threads", "Warehouse",
                "workshop-kiosk",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // Fed by scripts/fuzz, and by the tests with what it has found.
        .target(
            name: "FuzzTargets",
            dependencies: ["Appliance", "Exports", "HTTP", "Kiosk", "Phone", "Warehouse", "Workshop"],
            path: "Tests/fuzz/Targets", swiftSettings: settings),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/fuzz/Replay", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
