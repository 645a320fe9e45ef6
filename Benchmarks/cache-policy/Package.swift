// swift-tools-version: 6.2
import PackageDescription

// The store's sources are linked into this one module, so that it is built and specialised as in the gateway, in seconds.
let package = Package(
    name: "cache-policy",
    platforms: [.macOS(.v15)],
    targets: [
        .executableTarget(
            name: "cache-policy",
            path: "Sources/CachePolicy",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ]
        )
    ]
)
