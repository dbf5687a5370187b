internal import Linux

extension RootAssembly {
    /// Devices, links and the terminal below `/dev`. The umask has to be 0.
    func makeDevices(console: borrowing Console?) throws(RuntimeError) {
        let plan = self.plan
        if plan.makesDevices {
            try doing("fill /dev of the container") { () throws(SystemCallError) in
                let dev = try deviceDirectory()
                for device in DeviceNode.defaults {
                    try device.make(in: dev, name: String(device.path.dropFirst(5)), binding: plan.inUserNamespace)
                }
                try DeviceLinks.make(in: dev, hasTerminals: plan.hasTerminals)
            }
        }
        // A ptmx of the host among the devices of a privileged container would open the host's terminals.
        let made = try mountMadeDevices()
        for (index, device) in plan.devices.enumerated() where device.path != "/dev/ptmx" || !plan.hasTerminals {
            if made.contains(index) { continue }
            try doing("make device", device.path) { () throws(SystemCallError) in
                try device.make(in: root, binding: plan.inUserNamespace)
            }
        }
        try mountConsole(console)
    }

    private func mountMadeDevices() throws(RuntimeError) -> Set<Int> {
        sources.devices < 0 ? [] : try MadeDevices.mount(plan.devices, from: sources.devices, in: root)
    }

    private func mountConsole(_ console: borrowing Console?) throws(RuntimeError) {
        switch console {
        case .some(let console):
            try doing("mount the terminal on /dev/console") { () throws(SystemCallError) in
                try console.mount(in: root)
            }
        case .none: break
        }
    }

    private func deviceDirectory() throws(SystemCallError) -> Descriptor {
        do throws(SystemCallError) {
            return try open("/dev", in: root, [.path, .directory], resolve: [.inRoot, .noMagicLinks, .noSymlinks])
        } catch {
            if error.errno == .loop {
                throw SystemCallError(
                    call: "openat2", subject: "/dev is a symlink in the image: refused", errno: .loop)
            }
            guard error.errno == .noEntry else { throw error }
            return try ContainedPath.directory("/dev", in: root)
        }
    }

    /// The terminal of the container, from its own devpts where it has one.
    func openConsole() throws(RuntimeError) -> Console {
        try doing("open a terminal for the container") { () throws(SystemCallError) in
            try Console(root: root, hasTerminals: plan.hasTerminals)
        }
    }

    /// What may not be seen or changed, then the root itself.
    func protect(nullDevice: consuming Descriptor) throws(RuntimeError) {
        try makeWorkingDirectory()
        var protection = try protection(nullDevice)
        for path in plan.readonlyPaths {
            try doing("make read-only", path) { () throws(SystemCallError) in
                try PathProtection.makeReadOnly(path, in: root)
            }
        }
        for path in plan.maskedPaths {
            try doing("mask", path) { () throws(SystemCallError) in try protection.mask(path, in: root) }
        }
        for mount in plan.mounts where mount.destination == "/dev" && mount.options.set.contains(.readOnly) {
            try doing("make read-only", "/dev") { () throws(SystemCallError) in
                try open("/dev", in: root, [.path, .directory]).setMountAttributes(set: .readOnly)
            }
        }
        if plan.isReadOnly {
            try doing("make the root read-only") { () throws(SystemCallError) in
                try root.setMountAttributes(set: .readOnly)
            }
        }
    }

    private func protection(_ nullDevice: consuming Descriptor) throws(RuntimeError) -> PathProtection {
        do throws(SystemCallError) { return try PathProtection(nullDevice: nullDevice) } catch {
            throw RuntimeError(doing: "mask paths", subject: "/dev/null", cause: error)
        }
    }

    private func makeWorkingDirectory() throws(RuntimeError) {
        // An image need not have it; where the root cannot be written, entering it tells what is wrong.
        if plan.workingDirectory == "/" { return }
        do throws(SystemCallError) { _ = try ContainedPath.directory(plan.workingDirectory, in: root) } catch {
            if error.errno == .readOnly || error.errno == .access || error.errno == .notDirectory { return }
            throw RuntimeError(doing: "make process.cwd", subject: plan.workingDirectory, cause: error)
        }
    }

    /// Leaves the host's files for the container's.
    func enter() throws(RuntimeError) {
        try doing("pivot into the root of the container") { () throws(SystemCallError) in
            if plan.sharesMounts {
                try changeDirectory(to: root)
                try changeRoot(".")
                try changeDirectory("/")
            } else if plan.pivots {
                try PivotRoot.pivot(into: root)
            } else {
                try PivotRoot.moveAndChangeRoot(into: root, isOverRoot: !isAtItsPath)
            }
            if let (kind, recursive) = plan.propagation {
                try root.setMountAttributes(set: [], propagation: kind, recursive: recursive)
            }
        }
    }
}
