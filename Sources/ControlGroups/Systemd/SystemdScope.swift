internal import Linux
public import OCISpecification

/// A scope of systemd: a group that systemd makes, and hands over to us with what is below it (`Delegate=`).
public struct SystemdScope: Hashable, Sendable {
    public let unit: String
    public let slice: String
    /// Asked of the user's own systemd instead of the machine's.
    public let isUsers: Bool
    /// What the container's annotations ask for beside what we do; they win.
    private let asked: [UnitProperty]

    /// Reads `slice:prefix:name` of `linux.cgroupsPath`; an empty one is a scope named after the container.
    public init(_ path: String, container: String, isUsers: Bool, annotations: [String: String] = [:]) throws(ControlGroupError) {
        self.isUsers = isUsers
        asked = try UnitAnnotation.properties(of: annotations)
        let usual = isUsers ? "user.slice" : "system.slice"
        if path.isEmpty {
            unit = "apus-\(container).scope"
            slice = usual
            return
        }
        // Refuses what has not the form.
        _ = try ControlGroupPath(systemd: path)
        let parts = path.split(separator: ":", omittingEmptySubsequences: false)
        slice = parts[0].isEmpty ? usual : String(parts[0])
        let name = parts[1].isEmpty ? String(parts[2]) : "\(parts[1])-\(parts[2])"
        guard !name.hasSuffix(".slice") else {
            throw ControlGroupError(
                .unsupported, doing: "read the path of the group", file: path, cause: "a container cannot be a slice; name a scope in it")
        }
        unit = name + ".scope"
    }

    /// Lets systemd make the scope with a process in it, and tells where it is.
    public func start(
        process: Int32, resources: LinuxResources?, layout: ControlGroupLayout
    ) throws(ControlGroupError) -> ControlGroupPath {
        var manager = try SystemdUnits(isUsers: isUsers)
        var properties = [
            UnitProperty("Description", .text("container \(unit)")), UnitProperty("Slice", .text(slice)),
            UnitProperty("PIDs", .numbers([UInt32(bitPattern: process)])), UnitProperty("Delegate", .boolean(true)),
            UnitProperty("DefaultDependencies", .boolean(false)), UnitProperty("CollectMode", .text("inactive-or-failed")),
            UnitProperty("MemoryAccounting", .boolean(true)), UnitProperty("CPUAccounting", .boolean(true)),
            UnitProperty("TasksAccounting", .boolean(true)),
            UnitProperty(layout.isUnified ? "IOAccounting" : "BlockIOAccounting", .boolean(true)),
        ]
        if let resources { properties += try UnitLimits.of(resources, unified: layout.isUnified) }
        properties.removeAll { own in asked.contains { $0.name == own.name } }
        try manager.startTransient(unit, properties + asked)
        let groups = try ProcessGroups.of(process)
        for row in groups.rows where row.options.isEmpty || row.options == "name=systemd" {
            if row.path.hasSuffix("/" + unit) { return try ControlGroupPath(row.path) }
        }
        throw ControlGroupError(
            .refused, doing: "make the scope", file: unit, cause: "systemd says it is made, but process \(process) is not in it")
    }

    /// Tells systemd of other limits of the scope at a path, where it is one.
    public static func update(path: String, resources: LinuxResources, layout: ControlGroupLayout) throws(ControlGroupError) {
        guard let name = path.split(separator: "/").last, name.hasSuffix(".scope") else { return }
        let properties = try UnitLimits.of(resources, unified: layout.isUnified)
        if properties.isEmpty { return }
        do throws(ControlGroupError) {
            var manager = try SystemdUnits(isUsers: path.hasPrefix("/user.slice/") && path.contains("/user@"))
            try manager.set(String(name), properties)
        } catch {
            // A directory that is only called like a scope.
            if error.code == .unavailable || error.code == .notFound { return }
            throw error
        }
    }
}
