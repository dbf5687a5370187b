extension Platform {
    /// Reads `os/architecture/variant`, `os/architecture`, an operating system alone or an architecture alone.
    public init(parsing text: String) throws(PlatformError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { $0.lowercased() }
        guard (1...3).contains(parts.count),
            parts.allSatisfy({ part in
                part.utf8.first.map { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 } == true
                    && part.utf8.allSatisfy {
                        $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2d || $0 == 0x5f || $0 == 0x2e
                    }
            })
        else { throw PlatformError(text: text, what: "it has to be like linux/arm64 or linux/arm/v7") }
        if parts.count == 1 {
            let os = Self.systemName(parts[0])
            if Self.systems.contains(os) {
                self = Platform(architecture: Self.host.architecture, os: os, variant: Self.host.variant).normalized
                return
            }
            let found = Platform(architecture: parts[0], os: Self.host.os).normalized
            guard Self.architectures.contains(found.architecture) else {
                throw PlatformError(text: text, what: "unknown operating system or architecture")
            }
            self = found
            return
        }
        self = Platform(architecture: parts[1], os: parts[0], variant: parts.count == 3 ? parts[2] : nil).normalized
    }

    /// In the names of Go, without a variant that says nothing: arm64/v8 and amd64/v1 are all of their kind.
    public var normalized: Platform {
        var platform = self
        platform.os = Self.systemName(os.lowercased())
        let given = variant?.lowercased() ?? ""
        var variant = given
        if let first = given.utf8.first, first &- 0x30 < 10 { variant = "v" + given }
        var architecture = architecture.lowercased()
        switch architecture {
        case "i386", "i486", "i586", "i686":
            architecture = "386"
            variant = ""
        case "x86_64", "x86-64", "amd64":
            architecture = "amd64"
            if variant == "v1" { variant = "" }
        case "aarch64", "arm64":
            architecture = "arm64"
            if variant == "v8" { variant = "" }
        case "armhf": (architecture, variant) = ("arm", "v7")
        case "armel": (architecture, variant) = ("arm", "v6")
        case "armv7l": (architecture, variant) = ("arm", "v7")
        case "armv6l": (architecture, variant) = ("arm", "v6")
        case "arm" where variant.isEmpty: variant = "v7"
        case "ppc64el", "powerpc64le": architecture = "ppc64le"
        default: break
        }
        platform.architecture = architecture
        platform.variant = variant.isEmpty ? nil : variant
        return platform
    }

    private static func systemName(_ name: String) -> String { name == "macos" ? "darwin" : name }

    private static let systems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
        "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
    ]

    private static let architectures: Set<String> = [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64",
        "s390x", "wasm",
    ]
}

/// Why text names no platform.
public struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let what: String

    public var description: String { "invalid platform \"\(text)\": \(what)" }
}
