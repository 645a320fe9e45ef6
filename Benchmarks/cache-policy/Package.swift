// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// The store's sources are linked into one module, so that it is built and specialised as in the gateway, in seconds. Of
// `GatewayCore` they need one word, so the target of that name here has only that.
let package = Package(
    name: "cache-policy",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "GatewayCore", swiftSettings: strict),
        .executableTarget(
            name: "cache-policy",
            dependencies: ["GatewayCore"],
            path: "Sources/CachePolicy",
            swiftSettings: strict
        ),
    ]
)
