internal import Linux
internal import OCISpecification

/// Devices of the host that a container gets.
enum DeviceSettings {
    /// The devices to be made, from `--device`; all of the host's for `--privileged`.
    static func devices(_ request: ContainerRequest) throws(EngineError) -> [LinuxDevice] {
        var found: [LinuxDevice] = []
        if request.privileged { found += try all(below: "/dev", as: "/dev") }
        for device in request.devices {
            let status = try system("looking for the device \(device.host) of the host") { () throws(SystemCallError) in
                try Linux.status(of: device.host)
            }
            if status.kind == .directory {
                let inside = try all(below: device.host, as: device.container)
                guard !inside.isEmpty else {
                    throw EngineError(.invalid, "no devices found in \(device.host), which was given to --device")
                }
                found += inside
                continue
            }
            guard let made = node(status, path: device.container) else {
                throw EngineError(.invalid, "\(device.host), which was given to --device, is not a device node")
            }
            found.removeAll { $0.path == device.container }
            found.append(made)
        }
        return found
    }

    /// An ordinary user can make no device nodes: a device that is to have another name inside is bound there.
    static func binds(_ request: ContainerRequest) throws(EngineError) -> [Mount] {
        var mounts: [Mount] = []
        for device in request.devices where device.container != device.host {
            let only = ContainerRequest.only(DeviceRequest(host: device.host, container: device.host, permissions: "rwm"))
            for found in try devices(only) {
                mounts.append(
                    Mount(
                        destination: device.container + found.path.dropFirst(device.host.utf8.count), type: "bind",
                        source: found.path, options: ["bind", "rprivate", "nosuid", "noexec"]))
            }
        }
        return mounts
    }

    /// The rules of the devices cgroup that belong to `--device` and `--device-cgroup-rule`.
    static func rules(_ request: ContainerRequest) throws(EngineError) -> [LinuxDeviceCgroup] {
        if request.privileged { return [LinuxDeviceCgroup(allow: true, access: "rwm")] }
        var rules = [LinuxDeviceCgroup(allow: false, access: "rwm")]
        for device in request.devices {
            for made in try devices(ContainerRequest.only(device)) {
                rules.append(
                    LinuxDeviceCgroup(
                        allow: true, type: made.type, major: made.major, minor: made.minor, access: device.permissions))
            }
        }
        for text in request.deviceRules { rules.append(try rule(text)) }
        return rules
    }

    private static func node(_ status: FileStatus, path: String) -> LinuxDevice? {
        let type: String
        switch status.kind {
        case .characterDevice: type = "c"
        case .blockDevice: type = "b"
        default: return nil
        }
        return LinuxDevice(
            type: type, path: path, major: Int64(status.deviceMajor), minor: Int64(status.deviceMinor),
            fileMode: status.permissions, uid: status.user, gid: status.group)
    }

    /// The runtime makes these itself, and terminals are the container's own.
    private static let left: Set<String> = [
        "pts", "shm", "fd", "mqueue", "console", "ptmx", "null", "zero", "full", "random", "urandom", "tty", "stdin",
        "stdout",
        "stderr", "core", ".lxc", ".lxd-mounts", ".udev",
    ]

    private static func all(below directory: String, as target: String) throws(EngineError) -> [LinuxDevice] {
        let entries = try system("listing the devices in \(directory)") { () throws(SystemCallError) in
            try open(directory, [.readOnly, .directory]).entries()
        }
        var found: [LinuxDevice] = []
        for entry in entries.sorted(by: { $0.name.display < $1.name.display }) {
            let name = entry.name.display
            if directory == "/dev", left.contains(name) || name.hasPrefix("tty") && name != "tty" { continue }
            // A device that goes away while we look is none that could be given.
            guard let status = try? Linux.status(of: "\(directory)/\(name)", followingLinks: false) else { continue }
            if status.kind == .directory {
                found += try all(below: "\(directory)/\(name)", as: "\(target)/\(name)")
            } else if let made = node(status, path: "\(target)/\(name)") {
                found.append(made)
            }
        }
        return found
    }

    /// `TYPE MAJOR:MINOR ACCESS`, a star for any number.
    private static func rule(_ text: String) throws(EngineError) -> LinuxDeviceCgroup {
        let words = text.split(separator: " ").map(String.init)
        let numbers = words.count == 3 ? words[1].split(separator: ":").map(String.init) : []
        guard words.count == 3, ["a", "b", "c"].contains(words[0]), numbers.count == 2,
            numbers.allSatisfy({ $0 == "*" || Int64($0) != nil }),
            words[2].utf8.allSatisfy({ [114, 119, 109].contains($0) })
        else {
            throw EngineError(
                .invalid, "invalid device cgroup rule \"\(text)\": give \"TYPE MAJOR:MINOR MODE\", as in \"c 42:* rmw\""
            )
        }
        return LinuxDeviceCgroup(
            allow: true, type: words[0], major: Int64(numbers[0]), minor: Int64(numbers[1]), access: words[2])
    }
}

extension ContainerRequest {
    /// A request for nothing but one device.
    static func only(_ device: DeviceRequest) -> ContainerRequest {
        var request = ContainerRequest()
        request.devices = [device]
        return request
    }
}
