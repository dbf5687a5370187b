internal import Linux
extension MountRequest {
    /// Reads `-v [SOURCE:]DESTINATION[:OPTIONS]`. A relative source is taken from `directory`.
    public static func volume(_ text: String, directory: String) throws(EngineError) -> MountRequest {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3 else {
            throw EngineError(
                .invalid, "incorrect volume format \"\(text)\", should be [host-dir:]ctr-dir[:option]")
        }
        var source = parts.count > 1 ? parts[0] : ""
        let destination = parts.count > 1 ? parts[1] : parts[0]
        if parts.count > 1 && source.isEmpty {
            throw EngineError(.invalid, "the source of the volume \"\(text)\" is empty")
        }
        try checkDestination(destination, text)
        if source == "." || source == ".." || source.hasPrefix("./") || source.hasPrefix("../") {
            source = directory + "/" + source
        }
        let isPath = source.hasPrefix("/")
        if !source.isEmpty && !isPath && !isName(source) {
            throw EngineError(
                .invalid,
                "the volume name \"\(source)\" holds characters that are not allowed: names match "
                    + "[a-zA-Z0-9][a-zA-Z0-9_.-]*; for a directory of the host give its absolute path")
        }
        var mount = MountRequest(kind: isPath ? .bind : .volume, source: source, destination: clean(destination))
        mount.makesSource = isPath
        if isPath { mount.source = clean(source) }
        if parts.count == 3 { try mount.apply(options: parts[2], in: text) }
        return mount
    }

    private mutating func apply(options text: String, in whole: String) throws(EngineError) {
        for option in text.split(separator: ",").map(String.init) {
            switch option {
            case "rw", "ro", "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable",
                "suid", "nosuid", "dev", "nodev", "exec", "noexec", "bind", "rbind":
                options.append(option)
            case "z", "Z": break  // SELinux labels: nothing to do where the kernel has none
            case "U": changesOwner = true
            case "copy": copiesUp = true
            case "nocopy": copiesUp = false
            case "cached", "delegated", "consistent": break  // docker's hints for other systems, always accepted
            case "O": isOverlay = true
            case "idmap":
                throw EngineError(.unsupported, "the volume option \"\(option)\" in \"\(whole)\" is not there yet")
            default: throw EngineError(.invalid, "invalid option \"\(option)\" in the volume \"\(whole)\"")
            }
        }
        if options.contains("ro") && options.contains("rw") {
            throw EngineError(.invalid, "the volume \"\(whole)\" is to be both read-only and writable")
        }
    }

    /// Reads `--tmpfs DESTINATION[:OPTIONS]`.
    public static func tmpfs(_ text: String) throws(EngineError) -> MountRequest {
        let colon = text.firstIndex(of: ":")
        let destination = colon.map { String(text[..<$0]) } ?? text
        try checkDestination(destination, text)
        var mount = MountRequest(kind: .tmpfs, source: "tmpfs", destination: clean(destination))
        if let colon { mount.options = text[text.index(after: colon)...].split(separator: ",").map(String.init) }
        return mount
    }

    static func checkDestination(_ destination: String, _ text: String) throws(EngineError) {
        guard destination.hasPrefix("/") else {
            throw EngineError(
                .invalid, "invalid container path \"\(destination)\" in \"\(text)\", must be an absolute path")
        }
        guard clean(destination) != "/" else {
            throw EngineError(.invalid, "invalid container path in \"\(text)\": the destination can't be '/'")
        }
        guard !text.utf8.contains(0), !text.utf8.contains(10) else {
            throw EngineError(.invalid, "a volume may not hold NUL or line breaks")
        }
    }

    /// The path without `.`, empty and `..` parts, as Go's `filepath.Clean` does for absolute paths.
    public static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.parts(between: "/") {
            if part == "." { continue }
            if part == ".." {
                _ = parts.popLast()
                continue
            }
            parts.append(part)
        }
        return "/" + parts.joined(separator: "/")
    }
}
