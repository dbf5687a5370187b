public import JSONText

/// What an image runs on: an operating system, an architecture and its variant, in Go's names.
public struct Platform: JSONDirect, Hashable, Sendable, CustomStringConvertible {
    public var architecture: String
    public var os: String
    public var osVersion: String?
    public var osFeatures: [String]?
    public var variant: String?
    /// Of the processor: docker's lists tell them, OCI reserves the word.
    public var features: [String]?

    public init(
        architecture: String, os: String = "linux", osVersion: String? = nil, osFeatures: [String]? = nil,
        variant: String? = nil, features: [String]? = nil
    ) {
        self.architecture = architecture
        self.os = os
        self.osVersion = osVersion
        self.osFeatures = osFeatures
        self.variant = variant
        self.features = features
    }

    /// Such as `linux/arm64/v8`.
    public var description: String {
        let variant = variant ?? ""
        return "\(os)/\(architecture)" + (variant.isEmpty ? "" : "/\(variant)")
    }

    /// The platform that this program was built for.
    public static let host: Platform = {
        #if arch(x86_64)
            Platform(architecture: "amd64")
        #elseif arch(arm64)
            Platform(architecture: "arm64", variant: "v8")
        #elseif arch(arm)
            Platform(architecture: "arm", variant: "v7")
        #elseif arch(i386)
            Platform(architecture: "386")
        #elseif arch(powerpc64le)
            Platform(architecture: "ppc64le")
        #elseif arch(s390x)
            Platform(architecture: "s390x")
        #elseif arch(riscv64)
            Platform(architecture: "riscv64")
        #else
            #error("name this architecture as Go does")
        #endif
    }()
}

extension Platform {
    public init(reading json: inout JSONReader) throws(JSONError) {
        architecture = try json.required("architecture")
        os = try json.required("os")
        osVersion = try json.optional("os.version")
        osFeatures = try json.optional("os.features")
        variant = try json.optional("variant")
        features = try json.optional("features")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("architecture", architecture)
        try json.add("os", os)
        try json.add("os.version", osVersion)
        try json.add("os.features", osFeatures)
        try json.add("variant", variant)
        try json.add("features", features)
    }
}
