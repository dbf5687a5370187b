// swift-tools-version: 6.2
import PackageDescription

/// One target of ours: its name, what it may import of ours, and what it needs from elsewhere.
/// `Tests/ArchitectureTests` reads this manifest and fails when a target imports a row that is not below its own.
struct Room {
    let name: String
    let uses: [String]
    var external: [Target.Dependency] = []
    var tested = true
    var testUses: [String] = []
}

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let rooms: [Room] = [
    // row 0
    Room(name: "JSONText", uses: []),
    // row 1
    Room(name: "Linux", uses: ["CLinux"]),
    Room(name: "OCISpecification", uses: ["JSONText"]),
    Room(name: "YAMLText", uses: []),
    // row 2
    Room(name: "Archives", uses: ["Linux", "CZlib", "CZstd"]),
    Room(name: "Seccomp", uses: ["Linux", "OCISpecification", "JSONText"]),
    Room(name: "Netlink", uses: ["Linux"]),
    // row 3
    Room(name: "ControlGroups", uses: ["Linux", "OCISpecification"]),
    Room(name: "ContainerNetworking", uses: ["Linux", "Netlink"]),
    Room(name: "ContainerState", uses: ["Linux", "JSONText"]),
    Room(name: "ImageStorage", uses: ["Linux", "JSONText", "OCISpecification", "Archives"], external: [crypto]),
    Room(
        name: "ImageTrust", uses: ["Linux", "JSONText", "OCISpecification", "YAMLText"],
        external: [crypto, cryptoExtras, certificates, asn1]),
    // row 4
    Room(
        name: "ContainerRuntime",
        uses: ["Linux", "JSONText", "OCISpecification", "Seccomp", "Netlink", "ControlGroups"]),
    Room(
        name: "RegistryAccess",
        uses: ["Linux", "JSONText", "OCISpecification", "Archives", "ImageStorage", "ImageTrust"],
        external: [asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL]),
    Room(
        name: "RegistryServing",
        uses: ["Linux", "JSONText", "OCISpecification", "ImageStorage", "CCrypt"],
        external: [nioCore, nioPosix, nioHTTP1, nioSSL]),
    // row 5
    Room(
        name: "ContainerMonitor",
        uses: [
            "Linux", "JSONText", "OCISpecification", "Netlink", "ContainerState", "ContainerRuntime", "ContainerNetworking",
            "ControlGroups",
        ]),
    Room(
        name: "ContainerEngine",
        uses: [
            "Linux", "JSONText", "OCISpecification", "Seccomp", "Archives", "Netlink", "ContainerState", "ContainerNetworking",
            "ControlGroups", "ImageStorage", "ImageTrust", "RegistryAccess", "YAMLText",
        ]),
    // row 6
    Room(name: "CommandLineGrammar", uses: []),
    Room(name: "GoTemplate", uses: ["JSONText"]),
    // row 7
    Room(
        name: "CommandLineInterface",
        uses: [
            "Linux", "JSONText", "OCISpecification", "ContainerState", "ContainerEngine", "ImageStorage",
            "RegistryAccess", "RegistryServing", "ImageTrust", "CommandLineGrammar", "GoTemplate",
        ]),
    Room(
        name: "RuntimeCommandLine",
        uses: [
            "Linux", "JSONText", "OCISpecification", "ControlGroups", "ContainerState", "ContainerRuntime", "ContainerMonitor",
            "CommandLineGrammar",
        ]),
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Release executables are static: they run on a machine without Swift, and start in a quarter of a millisecond.
let staticExecutable: [LinkerSetting] = [
    .unsafeFlags(["-static-executable", "-use-ld=lld"], .when(configuration: .release)), order(of: "apus"),
]
/// Debug builds of the runtime too: `--init` binds it into containers, which have no libraries for it.
/// Its first instructions are those of `CEntry`.
let staticRuntime: [LinkerSetting] = [
    .unsafeFlags(["-static-executable", "-use-ld=lld", "-Xlinker", "-eapus_entry"]), order(of: "apus-runtime"),
]

/// What every start executes lies together in the file: it is mapped with fewer page faults. See `scripts/order-symbols`.
func order(of program: String) -> LinkerSetting {
    let file = Context.packageDirectory + "/scripts/symbol-order/" + program
    return .unsafeFlags(
        ["-Xlinker", "--symbol-ordering-file=" + file, "-Xlinker", "--no-warn-symbol-ordering"], .when(configuration: .release))
}

var targets: [Target] = [
    .target(name: "CLinux"),
    .target(name: "CEntry"),
    .systemLibrary(name: "CCrypt", pkgConfig: "libxcrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "TestSupport", dependencies: ["Linux", "JSONText"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(name: "EndToEndTests", dependencies: ["TestSupport", "Linux", "JSONText"], swiftSettings: strict),
    .executableTarget(
        name: "apus", dependencies: ["CommandLineInterface"], swiftSettings: strict, linkerSettings: staticExecutable),
    .executableTarget(
        name: "apus-runtime", dependencies: ["RuntimeCommandLine", "CEntry"], swiftSettings: strict,
        linkerSettings: staticRuntime),
    .executableTarget(
        name: "run-container", dependencies: ["ContainerRuntime", "OCISpecification", "Linux"], path: "Examples/RunContainer",
        swiftSettings: strict),
]
for room in rooms {
    let own = room.uses.map { Target.Dependency.byName(name: $0) }
    targets.append(.target(name: room.name, dependencies: own + room.external, swiftSettings: strict))
    if room.tested {
        let names = [room.name] + room.uses + room.testUses + ["TestSupport"]
        targets.append(
            .testTarget(
                name: room.name + "Tests", dependencies: names.map { .byName(name: $0) }, swiftSettings: strict))
    }
}

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apus", targets: ["apus"]),
        .executable(name: "apus-runtime", targets: ["apus-runtime"]),
        .library(name: "ContainerRuntime", targets: ["ContainerRuntime", "OCISpecification", "Linux"]),
    ],
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
    ],
    targets: targets
)
