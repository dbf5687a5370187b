internal import ContainerNetworking
internal import ContainerState
internal import ControlGroups
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// What `info` tells about the machine and the state directories.
public struct SystemInformation: Sendable {
    public struct Mapping: Sendable {
        public var inside: Int64
        public var outside: Int64
        public var count: Int64
    }
    public struct Containers: Sendable {
        public var number = 0
        public var running = 0
        public var paused = 0
        public var stopped = 0
    }
    public struct Store: Sendable {
        public var root: String
        public var driver: String
        public var driverOptions: [(name: String, value: String)]
        public var runRoot: String
        public var images: String
        public var volumes: String
        /// Bytes of the file system that holds it.
        public var allocated: UInt64
        /// Used, or reserved for root.
        public var used: UInt64
        /// As podman calls it: `extfs`, `xfs`.
        public var fileSystem: String
        public var containers: Containers
        public var imageCount: Int
        public var volumeCount: Int
    }

    public var kernel: String
    public var hostname: String
    public var processors: Int
    /// Bytes.
    public var memory: (total: Int64, free: Int64)
    public var swap: (total: Int64, free: Int64)
    /// Seconds.
    public var uptime: Int64
    /// From os-release(5).
    public var distribution: (id: String, version: String, codename: String, name: String)
    /// `v1` or `v2`, or nothing where there are none.
    public var controlGroupVersion: String
    public var controllers: [String]
    public var isRootless: Bool
    public var userMappings: [Mapping]
    public var groupMappings: [Mapping]
    public var hasAppArmor: Bool
    public var hasSELinux: Bool
    public var hasSeccomp: Bool
    public var defaultCapabilities: [String]
    public var runtime: String
    /// The program that connects ordinary users' containers, where it is installed.
    public var pasta: String?
    public var store: Store
}

extension Engine {
    public func information() throws(EngineError) -> SystemInformation {
        let memory = HostReading.memory()
        let groups = HostReading.controlGroups()
        let mappings = host.rootless ? (HostReading.mappings("uid_map"), HostReading.mappings("gid_map")) : ([], [])
        return SystemInformation(
            kernel: HostReading.line("/proc/sys/kernel/osrelease"),
            hostname: HostReading.line("/proc/sys/kernel/hostname"),
            processors: HostReading.processors(),
            memory: (memory["MemTotal"] ?? 0, memory["MemFree"] ?? 0),
            swap: (memory["SwapTotal"] ?? 0, memory["SwapFree"] ?? 0),
            uptime: Int64(HostReading.line("/proc/uptime").prefix { $0 != "." && $0 != " " }) ?? 0,
            distribution: HostReading.distribution(), controlGroupVersion: groups.version,
            controllers: groups.controllers,
            isRootless: host.rootless, userMappings: mappings.0, groupMappings: mappings.1,
            hasAppArmor: HostReading.line("/sys/module/apparmor/parameters/enabled") == "Y",
            hasSELinux: !HostReading.line("/sys/fs/selinux/enforce").isEmpty,
            hasSeccomp: HostReading.status("Seccomp") != nil,
            defaultCapabilities: CapabilitySet.standard, runtime: runtimeProgram,
            pasta: environmentVariable("PATH").flatMap { Pasta.find(in: $0) }, store: try storeInformation())
    }

    private func storeInformation() throws(EngineError) -> SystemInformation.Store {
        var containers = SystemInformation.Containers()
        // `ps` tells of damaged ones; here they are not counted.
        for listed in try list(all: true, damaged: { _ in }) {
            containers.number += 1
            switch listed.state {
            case "running": containers.running += 1
            case "paused": containers.paused += 1
            default: containers.stopped += 1
            }
        }
        let root = locations.root
        let (space, kind) = try system("looking at the file system of \(root)") { () throws(SystemCallError) in
            let directory = try open(root, [.readOnly, .directory])
            return (try directory.fileSystemSpace(), try directory.fileSystemKind())
        }
        let store = images
        return SystemInformation.Store(
            root: root, driver: storage.driver.rawValue,
            driverOptions: storage.mountProgram.map { [("overlay.mount_program", $0)] } ?? [], runRoot: locations.runRoot,
            images: locations.images, volumes: locations.volumes,
            allocated: space.total, used: space.total - min(space.available, space.total),
            fileSystem: HostReading.name(of: kind),
            containers: containers, imageCount: try stored { () throws(ImageStoreError) in try store.images().count },
            volumeCount: try volumes.names().count)
    }
}

/// Small things read from the kernel's files; one that is not there reads as nothing, since not every kernel has it.
enum HostReading {
    /// The first line of a file without its line break.
    static func line(_ path: String) -> String {
        guard let bytes = try? readFile(path, limit: 1 << 16) else { return "" }
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }

    private static func lines(_ path: String) -> [Substring] {
        guard let bytes = try? readFile(path, limit: 1 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// `/proc/meminfo` in bytes.
    static func memory() -> [String: Int64] {
        var values: [String: Int64] = [:]
        for line in lines("/proc/meminfo") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let number = Int64(words[1]) else { continue }
            values[String(words[0].dropLast())] = number * 1024
        }
        return values
    }

    /// A line of `/proc/self/status`.
    static func status(_ key: String) -> String? {
        for line in lines("/proc/self/status") where line.hasPrefix(key + ":") {
            return String(line.dropFirst(key.utf8.count + 1).drop { $0 == "\t" || $0 == " " })
        }
        return nil
    }

    /// How many processors this process may run on.
    static func processors() -> Int {
        var count = 0
        for part in (status("Cpus_allowed_list") ?? "").split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            if let first = ends.first, let last = ends.last, last >= first { count += last - first + 1 }
        }
        return max(count, 1)
    }

    static func distribution() -> (id: String, version: String, codename: String, name: String) {
        var values: [Substring: String] = [:]
        let found = lines("/etc/os-release")
        for line in found.isEmpty ? lines("/usr/lib/os-release") : found {
            guard let equals = line.firstIndex(of: "=") else { continue }
            var value = line[line.index(after: equals)...]
            if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
                value = value.dropFirst().dropLast()
            }
            values[line[..<equals]] = String(value)
        }
        return (
            values["ID"] ?? "linux", values["VERSION_ID"] ?? "", values["VERSION_CODENAME"] ?? "",
            values["PRETTY_NAME"] ?? "Linux"
        )
    }

    static func controlGroups() -> (version: String, controllers: [String]) {
        guard let layout = try? ControlGroupLayout.detect() else { return ("", []) }
        var names: [String] = []
        for hierarchy in layout.hierarchies {
            switch hierarchy.kind {
            case .legacy: names += hierarchy.options.split(separator: ",").map(String.init)
            case .unified:
                names += line("\(hierarchy.mountPoint)/cgroup.controllers").split(separator: " ").map(String.init)
            case .named: break
            }
        }
        let version =
            switch layout.version {
            // The controllers of a hybrid layout are those of version 1.
            case .legacy, .hybrid: "v1"
            case .unified: "v2"
            }
        return (version, names)
    }

    static func mappings(_ file: String) -> [SystemInformation.Mapping] {
        lines("/proc/self/\(file)").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { Int64($0) }
            return numbers.count == 3
                ? SystemInformation.Mapping(inside: numbers[0], outside: numbers[1], count: numbers[2]) : nil
        }
    }

    /// Names of file systems as podman and docker print them.
    static func name(of kind: FileSystemKind) -> String {
        switch kind.magic {
        case 0xef53: "extfs"
        case 0x5846_5342: "xfs"
        case 0x9123_683e: "btrfs"
        case 0x0102_1994: "tmpfs"
        case 0x794c_7630: "overlayfs"
        case 0x2fc1_2fc1: "zfs"
        case 0xf2f5_2010: "f2fs"
        case 0x6969: "nfs"
        default: "0x" + String(kind.magic, radix: 16)
        }
    }
}
