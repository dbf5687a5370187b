internal import Linux

/// The engine that end-to-end tests drive: ours, or another one that proves the tests (`APUS_TEST_ENGINE=podman`).
package enum TestedEngine: Sendable {
    case apus(directory: String)
    case podman

    package static let current: TestedEngine? = {
        if environmentVariable("APUS_TEST_ENGINE") == "podman" { return .podman }
        return builtDirectory.map { .apus(directory: $0) }
    }()

    package static var isOurs: Bool { environmentVariable("APUS_TEST_ENGINE") != "podman" }

    /// Where both executables lie: `APUS_TESTED`, or beside the test bundle.
    package static let builtDirectory: String? = {
        if let directory = environmentVariable("APUS_TESTED") { return directory }
        guard let own = try? readSymlink("/proc/self/exe").display else { return nil }
        for start in [own] + CommandLine.arguments {
            for kind in ["/debug/", "/release/"] {
                guard let end = endOf(kind, in: start) else { continue }
                let directory = String(start.utf8[..<end]) ?? ""
                if (try? exists(directory + "apus")) == true, (try? exists(directory + "apus-runtime")) == true { return directory }
            }
        }
        return nil
    }()

    /// Whether our runtime runs where there is no dynamic linker, as in most images.
    package static let hasStaticRuntime: Bool = {
        guard isOurs, let builtDirectory, let program = try? open(builtDirectory + "/apus-runtime") else { return !isOurs }
        guard let head = try? program.read(upTo: 4096) else { return false }
        return !contains(String(decoding: head, as: UTF8.self), "ld-linux")
    }()

    private static func endOf(_ part: String, in text: String) -> String.Index? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
            start = text.index(after: start)
        }
        return nil
    }

    /// Real containers need root of the machine to prepare them (users, registries), and busybox for something to run.
    package static var canRun: Bool {
        current != nil && Credentials.effectiveUser == 0 && (try? exists("/bin/busybox")) == true
    }
}
