public import Linux

/// A group of processes with its limits: one directory in each tree of the layout.
public struct ControlGroup: Hashable, Sendable {
    public let path: ControlGroupPath
    public let layout: ControlGroupLayout
    /// Its directories, one a tree; those trees are left out that it is not in.
    public let places: [Place]

    /// The group's directory in one tree.
    public struct Place: Hashable, Sendable {
        public let hierarchy: Hierarchy
        public let directory: String

        init(_ hierarchy: Hierarchy, _ path: String) {
            self.hierarchy = hierarchy
            directory = hierarchy.mountPoint + path
        }
    }

    init(path: ControlGroupPath, layout: ControlGroupLayout, places: [Place]) {
        self.path = path
        self.layout = layout
        self.places = places
    }

    /// A group that was made before, without a look at whether it is still there.
    public static func existing(_ path: ControlGroupPath, layout: ControlGroupLayout) -> ControlGroup {
        ControlGroup(path: path, layout: layout, places: layout.hierarchies.map { Place($0, path.text) })
    }

    /// The groups that a process is in, which may lie under other paths in each tree.
    public static func containing(
        process: Int32?, layout: ControlGroupLayout
    ) throws(ControlGroupError) -> ControlGroup {
        let groups = try ProcessGroups.of(process)
        var places: [Place] = []
        var main: String?
        for hierarchy in layout.hierarchies {
            guard var path = groups.path(in: hierarchy) else { continue }
            if hierarchy.root != "/", path.hasPrefix(hierarchy.root) { path.removeFirst(hierarchy.root.utf8.count) }
            if path == "/" { path = "" }
            if hierarchy.isUnified && layout.isUnified || main == nil { main = path }
            places.append(Place(hierarchy, path))
        }
        let text = main.flatMap { $0.isEmpty ? nil : $0 } ?? "/."
        let path = text == "/." ? ControlGroupPath.root : try ControlGroupPath(text)
        return ControlGroup(path: path, layout: layout, places: places)
    }

    /// The directory in the tree of version 2, in the layouts that have one.
    var unifiedPlace: Place? {
        for place in places where place.hierarchy.isUnified { return place }
        return nil
    }

    /// The directory that has a controller: of version 1 where it is there, else of version 2.
    func place(of controller: Controllers) -> Place? {
        for place in places where place.hierarchy.has(controller) { return place }
        return layout.isUnified ? unifiedPlace : nil
    }

    /// The directory by which processes are listed and counted: of version 2, else of one that always is there.
    var mainPlace: Place? { unifiedPlace ?? place(of: .pids) ?? place(of: .devices) ?? places.first }

    /// The root group holds every process of the machine: what is done to a whole group must never be done to it, not
    /// even when only one of the directories is a root.
    func refuseRoot(_ doing: String) throws(ControlGroupError) {
        for place in places where path == .root || place.directory == place.hierarchy.mountPoint {
            throw ControlGroupError(
                .invalidValue, doing: doing, file: place.directory,
                cause: "this is the root group, with all processes of the machine")
        }
    }

    /// Whether the group exists in the tree that lists its processes.
    public var exists: Bool {
        guard let place = mainPlace else { return false }
        // What cannot be looked at cannot be used either.
        return (try? Linux.exists(place.directory)) ?? false
    }

    /// A descriptor of the directory, for `CLONE_INTO_CGROUP` (5.7): where there is a tree of version 2. On a hybrid
    /// layout the process has still to be added to the other trees.
    public func directoryDescriptorForClone() throws(ControlGroupError) -> Descriptor? {
        guard let place = unifiedPlace else { return nil }
        do throws(SystemCallError) { return try open(place.directory, [.path, .directory]) } catch {
            throw ControlGroupError(doing: "open the group", file: place.directory, error)
        }
    }
}

extension ControlGroupPath {
    static let root = ControlGroupPath(unchecked: "/")

    private init(unchecked text: String) { self.text = text }
}
