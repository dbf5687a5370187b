public import JSONText

/// What a runtime can do, as `features` prints it.
public struct RuntimeFeatures: JSONDirect, Hashable, Sendable {
    public var ociVersionMin: String
    public var ociVersionMax: String
    public var hooks: [String]?
    public var mountOptions: [String]?
    public var linux: LinuxFeatures?
    public var annotations: [String: String]?
    public var potentiallyUnsafeConfigAnnotations: [String]?

    public init(
        ociVersionMin: String, ociVersionMax: String, hooks: [String]? = nil, mountOptions: [String]? = nil,
        linux: LinuxFeatures? = nil, annotations: [String: String]? = nil,
        potentiallyUnsafeConfigAnnotations: [String]? = nil
    ) {
        self.ociVersionMin = ociVersionMin
        self.ociVersionMax = ociVersionMax
        self.hooks = hooks
        self.mountOptions = mountOptions
        self.linux = linux
        self.annotations = annotations
        self.potentiallyUnsafeConfigAnnotations = potentiallyUnsafeConfigAnnotations
    }
}

extension RuntimeFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        ociVersionMin = try json.required("ociVersionMin")
        ociVersionMax = try json.required("ociVersionMax")
        hooks = try json.optional("hooks")
        mountOptions = try json.optional("mountOptions")
        linux = try json.optional("linux")
        annotations = try json.optional("annotations")
        potentiallyUnsafeConfigAnnotations = try json.optional("potentiallyUnsafeConfigAnnotations")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersionMin", ociVersionMin)
        try json.add("ociVersionMax", ociVersionMax)
        try json.add("hooks", hooks)
        try json.add("mountOptions", mountOptions)
        try json.add("linux", linux)
        try json.add("annotations", annotations)
        try json.add("potentiallyUnsafeConfigAnnotations", potentiallyUnsafeConfigAnnotations)
    }
}
