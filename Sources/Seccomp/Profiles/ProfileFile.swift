internal import JSONText
public import OCISpecification

/// A profile file as `--security-opt seccomp=FILE` names it: docker's and podman's format, whose rules may depend on
/// capabilities, architecture and kernel. A `linux.seccomp` of a config.json is one as well.
public struct ProfileFile: Sendable {
    /// When a rule counts: see `Conditions.hold`.
    struct Conditions: Codable, Sendable {
        var caps: [String]?
        /// Go's names of architectures, such as `amd64`.
        var arches: [String]?
        /// Such as `4.8`.
        var minKernel: String?
    }

    struct Rule: Codable, Sendable {
        /// The form before docker 1.12.
        var name: String?
        var names: [String]?
        var action: String
        var errnoRet: UInt?
        /// Podman's: the name of the error, which goes before `errnoRet`.
        var errno: String?
        var args: [LinuxSeccompArgument]?
        var includes: Conditions?
        var excludes: Conditions?
    }

    struct ArchitectureRow: Codable, Sendable {
        var architecture: String
        var subArchitectures: [String]?
    }

    struct Contents: Codable, Sendable {
        var defaultAction: String
        var defaultErrnoRet: UInt?
        var defaultErrno: String?
        var architectures: [String]?
        var archMap: [ArchitectureRow]?
        var flags: [String]?
        var listenerPath: String?
        var listenerMetadata: String?
        var syscalls: [Rule]?
    }

    let contents: Contents

    /// Reads the JSON text of a profile; `name` says in errors which it was.
    public init(parsing text: [UInt8], name: String) throws(SeccompError) {
        do throws(JSONError) { contents = try JSON.decode(Contents.self, from: text) } catch {
            throw SeccompError(
                .unreadable, doing: "read the profile \(name)", cause: error.description)
        }
        if let rows = contents.archMap, !rows.isEmpty, let list = contents.architectures, !list.isEmpty {
            throw SeccompError(
                .invalidProfile, doing: "read the profile \(name)",
                cause: "it has both `architectures` and `archMap`; use one of them")
        }
    }

    /// The profile for a container with these capabilities, on this architecture and kernel (`6.1.0-18-amd64`).
    public func profile(
        capabilities: [String], architecture: SystemCallArchitecture = .native, kernelRelease: String
    ) throws(SeccompError) -> LinuxSeccomp {
        let kernel = KernelVersion(kernelRelease)
        var rules: [LinuxSyscall] = []
        for rule in contents.syscalls ?? [] {
            if let excludes = rule.excludes,
                try excludes.excludes(capabilities: capabilities, architecture: architecture, kernel: kernel)
            {
                continue
            }
            if let includes = rule.includes,
                try !includes.includes(capabilities: capabilities, architecture: architecture, kernel: kernel)
            {
                continue
            }
            rules.append(
                LinuxSyscall(
                    names: try names(of: rule), action: rule.action,
                    errnoRet: try ErrorNames.number(rule.errno, or: rule.errnoRet), args: rule.args))
        }
        return LinuxSeccomp(
            defaultAction: contents.defaultAction,
            defaultErrnoRet: try ErrorNames.number(contents.defaultErrno, or: contents.defaultErrnoRet),
            architectures: architectures(on: architecture), flags: contents.flags,
            listenerPath: contents.listenerPath, listenerMetadata: contents.listenerMetadata, syscalls: rules)
    }

    private func names(of rule: Rule) throws(SeccompError) -> [String] {
        let names = rule.names ?? []
        guard let name = rule.name, !name.isEmpty else { return names }
        if names.isEmpty { return [name] }
        throw SeccompError(
            .invalidProfile, doing: "read the rule for `\(name)`", cause: "it has both `name` and `names`")
    }

    /// The row of the native architecture in the map, or the plain list.
    private func architectures(on architecture: SystemCallArchitecture) -> [String]? {
        guard let rows = contents.archMap, !rows.isEmpty else { return contents.architectures }
        for row in rows where row.architecture == architecture.name {
            return [row.architecture] + (row.subArchitectures ?? [])
        }
        return nil
    }
}

extension ProfileFile.Conditions {
    /// All that is asked for is there.
    fileprivate func includes(
        capabilities: [String], architecture: SystemCallArchitecture, kernel: KernelVersion
    ) throws(SeccompError) -> Bool {
        if let arches, !arches.isEmpty, !arches.contains(architecture.goName) { return false }
        for capability in caps ?? [] where !capabilities.contains(capability) { return false }
        if let minKernel, !minKernel.isEmpty { return try kernel >= KernelVersion(minimum: minKernel) }
        return true
    }

    /// Anything that is asked for is there.
    fileprivate func excludes(
        capabilities: [String], architecture: SystemCallArchitecture, kernel: KernelVersion
    ) throws(SeccompError) -> Bool {
        if let arches, arches.contains(architecture.goName) { return true }
        for capability in caps ?? [] where capabilities.contains(capability) { return true }
        if let minKernel, !minKernel.isEmpty { return try kernel >= KernelVersion(minimum: minKernel) }
        return false
    }
}

extension SystemCallArchitecture {
    /// The name that profile files use.
    fileprivate var goName: String {
        switch self {
        case .x86_64: "amd64"
        case .x86: "x86"
        case .x32: "x32"
        case .aarch64: "arm64"
        case .riscv64: "riscv64"
        case .ppc64le: "ppc64le"
        case .s390x: "s390x"
        case .arm: "arm"
        }
    }
}
