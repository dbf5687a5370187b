public import JSONText

/// The configuration of a container: `config.json` of a bundle (runtime-spec 1.2).
///
/// Sections for other platforms are kept, so that a runtime can refuse them by name.
public struct RuntimeConfiguration: JSONDirect, Hashable, Sendable {
    /// The version of the specification that the bundle follows, such as `1.2.0`.
    public var ociVersion: String
    /// Not needed until the container is started.
    public var process: ProcessConfiguration?
    public var root: RootFileSystem?
    public var hostname: String?
    public var domainname: String?
    /// In the order in which they are made.
    public var mounts: [Mount]?
    public var hooks: Hooks?
    public var annotations: [String: String]?
    public var linux: LinuxConfiguration?
    public var solaris: JSONValue?
    public var windows: JSONValue?
    public var vm: JSONValue?
    public var zos: JSONValue?
    public var freebsd: JSONValue?

    public init(
        ociVersion: String, process: ProcessConfiguration? = nil, root: RootFileSystem? = nil,
        hostname: String? = nil, domainname: String? = nil, mounts: [Mount]? = nil, hooks: Hooks? = nil,
        annotations: [String: String]? = nil, linux: LinuxConfiguration? = nil, solaris: JSONValue? = nil,
        windows: JSONValue? = nil, vm: JSONValue? = nil, zos: JSONValue? = nil, freebsd: JSONValue? = nil
    ) {
        self.ociVersion = ociVersion
        self.process = process
        self.root = root
        self.hostname = hostname
        self.domainname = domainname
        self.mounts = mounts
        self.hooks = hooks
        self.annotations = annotations
        self.linux = linux
        self.solaris = solaris
        self.windows = windows
        self.vm = vm
        self.zos = zos
        self.freebsd = freebsd
    }

    /// The sections that are for another platform than Linux, by their names in the file.
    public var foreignSections: [String] {
        let sections = [
            ("solaris", solaris), ("windows", windows), ("vm", vm), ("zos", zos), ("freebsd", freebsd),
        ]
        return sections.filter { $0.1 != nil }.map { $0.0 }
    }
}

extension RuntimeConfiguration {
    public init(reading json: inout JSONReader) throws(JSONError) {
        ociVersion = try json.required("ociVersion")
        process = try json.optional("process")
        root = try json.optional("root")
        hostname = try json.optional("hostname")
        domainname = try json.optional("domainname")
        mounts = try json.optional("mounts")
        hooks = try json.optional("hooks")
        annotations = try json.optional("annotations")
        linux = try json.optional("linux")
        solaris = try json.optional("solaris")
        windows = try json.optional("windows")
        vm = try json.optional("vm")
        zos = try json.optional("zos")
        freebsd = try json.optional("freebsd")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersion", ociVersion)
        try json.add("process", process)
        try json.add("root", root)
        try json.add("hostname", hostname)
        try json.add("domainname", domainname)
        try json.add("mounts", mounts)
        try json.add("hooks", hooks)
        try json.add("annotations", annotations)
        try json.add("linux", linux)
        try json.add("solaris", solaris)
        try json.add("windows", windows)
        try json.add("vm", vm)
        try json.add("zos", zos)
        try json.add("freebsd", freebsd)
    }
}
