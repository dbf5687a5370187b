internal import Linux
internal import OCISpecification

/// The device rules of a container on their way into the kernel: `devices.*` of version 1, a program in version 2.
struct DeviceAccess {
    let rules: [DeviceRule]

    /// What the configuration names, then what all containers may use. With nothing at all named before, everything
    /// else is refused.
    init(_ configured: [LinuxDeviceCgroup], defaults: [DeviceRule]) throws(ControlGroupError) {
        var rules: [DeviceRule] = []
        rules.reserveCapacity(configured.count + defaults.count)
        for rule in configured { rules.append(try DeviceRule(rule)) }
        self.rules = rules + defaults
    }

    func apply(
        to group: ControlGroup, options: ControlGroup.Options, isUpdate: Bool
    ) throws(ControlGroupError) {
        guard let place = group.place(of: .devices) else {
            if options.isInUserNamespace { return }
            throw ControlGroupError(
                .missingController, doing: "restrict the devices", file: group.path.text,
                cause: "the controller `devices` is not mounted")
        }
        do throws(ControlGroupError) {
            if place.hierarchy.isUnified {
                try attach(to: place, isUpdate: isUpdate)
            } else {
                try write(to: place)
            }
        } catch {
            // Without privileges over the machine there are no device nodes to make, and none to be kept from.
            if options.isInUserNamespace && error.code == .notPermitted { return }
            throw error
        }
    }

    private func attach(to place: ControlGroup.Place, isUpdate: Bool) throws(ControlGroupError) {
        let program = DeviceFilter.compile(rules)
        do throws(SystemCallError) {
            let directory = try open(place.directory, [.readOnly, .directory])
            // A group that existed before may have the program of an earlier run.
            try attachDeviceProgram(program, to: directory, replacing: isUpdate)
        } catch {
            throw ControlGroupError(doing: "restrict the devices", file: place.directory, error)
        }
    }

    private func write(to place: ControlGroup.Place) throws(ControlGroupError) {
        let exceptions = try DeviceExceptions(rules)
        let total = ControlFile(place, exceptions.allowsByDefault ? "devices.allow" : "devices.deny")
        try total.write("a", doing: "restrict the devices")
        let path = place.directory + (exceptions.allowsByDefault ? "/devices.deny" : "/devices.allow")
        var current = ""
        do throws(SystemCallError) {
            let file = try open(path, .writeOnly)
            for exception in exceptions.list {
                current = exception.text
                try file.write(current)
            }
        } catch {
            let isRefused = error.errno == .perm || error.errno == .access
            throw ControlGroupError(
                isRefused ? .notPermitted : .refused, doing: "write the device rule `\(current)`", file: path,
                cause: error.errno.words + (isRefused ? " (the group above may refuse the device)" : ""))
        }
    }
}
