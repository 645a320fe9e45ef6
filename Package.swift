// swift-tools-version: 6.2
import PackageDescription

/// Every target is built alike: Swift 6 mode, warnings are errors, imports do not leak.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioTesting = [nioCore, nioPosix, nioEmbedded, nioHTTP2, nioHPACK]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "signalbox",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "signalbox", targets: ["GatewayCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CAllocator"),
        .target(name: "CHandover"),
        .target(name: "CWireScan"),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        library("GatewayWire", ["CWireScan"]),
        library("GatewayCore", ["GatewayWire", nioCore]),
        library("GatewayAuth", ["GatewayCore", "GatewayWire", nioCore, crypto]),
        library("RESP", [nioCore, nioPosix, nioSSL, nioTLS]),
        library(
            "GatewayCache",
            ["CZstd", "GatewayCore", "GatewaySemantic", "GatewayWire", "RESP", nioCore, crypto]
        ),
        .target(name: "CVectorKernels"),
        .target(name: "CVerifierModel", exclude: ["SOURCES.md", "verifier.bin", "written-pairs.txt"]),
        library("GatewaySemantic", ["CVectorKernels", "CVerifierModel", "GatewayWire"]),
        .target(name: "CLanguageModel", exclude: ["SOURCES.md", "language.bin"]),
        library("CEL", []),
        library("GatewayRouting", ["CEL", "CLanguageModel", "GatewayCore", "GatewayWire", nioCore]),
        library("GatewayTraining", ["GatewayRouting", "GatewaySemantic", "GatewayWire"]),
        library("GatewayProviders", ["GatewayCore", "GatewayWire", nioCore]),
        library(
            "GatewayAccounting",
            ["GatewayCore", "GatewayWire"],
            resources: [.embedInCode("PriceBook.json")]
        ),
        library("GatewayStorage", ["GatewayCore", grdb]),
        library("GatewayTelemetry", ["GatewayCore", "GatewayWire", nioCore]),
        library("GatewayConfig", ["GatewayCore", "GatewayWire", crypto, .product(name: "Yams", package: "Yams")]),
        library(
            "GatewayUpstream",
            ["GatewayCore", "GatewayWire", nioCore, nioPosix, nioSSL, nioTLS, nioHTTP2, nioHPACK]
        ),
        library(
            "GatewayServer",
            ["CHandover", "GatewayCore", "GatewayWire", nioCore, nioPosix, nioSSL, nioTLS, nioHTTP2, nioHPACK]
        ),
        library("GatewayTesting", ["GatewayCore", "GatewayWire", nioCore, nioPosix]),
        library("GatewaySimulator", ["GatewayCore", "GatewayWire", nioCore, nioPosix]),
        library(
            "GatewayAdmin",
            ["GatewayCore", "GatewayWire", "GatewayConfig", "GatewayTelemetry"]
        ),
        library(
            "Gateway",
            [
                "GatewayAccounting", "GatewayAdmin", "GatewayAuth", "GatewayCache", "GatewayConfig", "GatewayCore",
                "GatewayProviders", "GatewayRouting", "GatewaySemantic", "GatewayServer", "GatewaySimulator",
                "GatewayStorage", "GatewayTelemetry", "GatewayUpstream", "GatewayWire", "RESP", nioCore, nioPosix,
                nioSSL,
                logging,
            ]
        ),
        .executableTarget(
            name: "GatewayCLI",
            dependencies: [
                "CAllocator", "Gateway", "GatewayAdmin", "GatewayConfig", "GatewayCore", "GatewayRouting",
                "GatewaySemantic", "GatewayTraining", "GatewayWire", nioCore, nioPosix, nioSSL, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        tests("GatewayWireTests", ["GatewayWire"]),
        tests("HTTP1DifferentialTests", ["GatewayWire", nioCore, nioHTTP1, nioEmbedded]),
        tests("GatewayCoreTests", ["GatewayCore", "GatewayTesting", "GatewayWire", nioCore, nioEmbedded]),
        tests(
            "GatewayServerTests",
            ["GatewayServer", "GatewayCore", "GatewayTesting", "GatewayWire"] + nioTesting
        ),
        tests(
            "GatewayUpstreamTests",
            ["GatewayUpstream", "GatewayCore", "GatewayTesting", "GatewayWire"] + nioTesting
        ),
        .executableTarget(
            name: "RedisBenchmark",
            dependencies: ["RESP", nioCore, nioPosix],
            path: "Benchmarks/redis",
            exclude: ["run"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "RoutingBenchmark",
            dependencies: ["CEL", "GatewayCore", "GatewayRouting", "GatewayWire", nioCore],
            path: "Benchmarks/routing",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "SemanticBenchmark",
            dependencies: ["GatewayRouting", "GatewaySemantic"],
            path: "Benchmarks/semantic",
            exclude: ["README.md"],
            swiftSettings: strict
        ),
        tests(
            "GatewayAdminTests",
            [
                "GatewayAdmin", "GatewayCLI", "GatewayConfig", "GatewayCore", "GatewayRouting", "GatewayTelemetry",
                "GatewayTraining", "GatewayWire", nioCore, nioPosix, nioSSL,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        tests("RESPTests", ["RESP"] + nioTesting + [nioSSL]),
        tests(
            "GatewayCacheTests",
            ["GatewayCache", "GatewayCore", "GatewayTesting", "GatewayWire", "RESP", nioCore, nioEmbedded, crypto]
        ),
        tests("CELTests", ["CEL"]),
        tests("GatewayTrainingTests", ["GatewayRouting", "GatewaySemantic", "GatewayTraining", "GatewayWire"]),
        tests(
            "GatewaySemanticTests",
            ["CVectorKernels", "GatewaySemantic", "GatewayWire"],
            exclude: ["Embedding/Fixtures", "Embedding/make-fixtures.py"]
        ),
        tests(
            "GatewayRoutingTests",
            ["CEL", "GatewayCore", "GatewayRouting", "GatewayTesting", "GatewayWire", nioCore, nioEmbedded],
            exclude: [
                "Signals/Tokens/Fixtures", "Signals/Tokens/fit-estimates.py", "Signals/Tokens/make-fixtures.py",
            ]
        ),
        tests("GatewayProvidersTests", ["GatewayCore", "GatewayProviders"]),
        tests("GatewayAuthTests", ["GatewayAuth", "GatewayCore", nioCore, crypto]),
        tests("GatewayAccountingTests", ["GatewayAccounting", "GatewayCore", "GatewayWire"]),
        tests(
            "GatewayTelemetryTests",
            ["GatewayTelemetry", "GatewayCore", "GatewayWire", nioCore, nioEmbedded]
        ),
        tests(
            "GatewayConfigTests",
            ["GatewayConfig", "GatewayCore", .product(name: "Yams", package: "Yams")]
        ),
        tests(
            "ResilienceTests",
            ["Gateway", "GatewayConfig", "GatewayCore", "GatewayTesting", "GatewayWire", logging, nioCore, nioPosix]
        ),
        tests("GatewayStorageTests", ["GatewayCore", "GatewayStorage", grdb]),
        tests("GatewaySimulatorTests", ["GatewayCore", "GatewaySimulator", "GatewayWire", nioCore, nioPosix]),
    ]
)
