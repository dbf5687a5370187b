public import JSONText
internal import Linux

extension ContainerRecord {
    public init(reading json: inout JSONReader) throws(JSONError) {
        id = try json.required("id")
        name = try json.required("name")
        created = Timestamp(nanoseconds: try json.required("created"))
        imageName = try json.required("imageName")
        imageID = try json.required("imageID")
        request = try json.required("request")
        labels = try json.optional("labels") ?? [:]
        entrypoint = try json.optional("entrypoint") ?? []
        command = try json.optional("command") ?? []
        environment = try json.optional("environment") ?? []
        workingDirectory = try json.required("workingDirectory")
        user = try json.required("user")
        hostname = try json.required("hostname")
        stopSignal = try json.required("stopSignal")
        exposedPorts = try json.optional("exposedPorts") ?? []
        mounts = try json.optional("mounts") ?? []
        logPath = try json.required("logPath")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("id", id)
        try json.add("name", name)
        try json.add("created", created.nanoseconds)
        try json.add("imageName", imageName)
        try json.add("imageID", imageID)
        try json.add("request", request)
        try json.add("labels", labels)
        try json.add("entrypoint", entrypoint)
        try json.add("command", command)
        try json.add("environment", environment)
        try json.add("workingDirectory", workingDirectory)
        try json.add("user", user)
        try json.add("hostname", hostname)
        try json.add("stopSignal", stopSignal)
        try json.add("exposedPorts", exposedPorts)
        try json.add("mounts", mounts)
        try json.add("logPath", logPath)
    }
}

extension MountRecord {
    public init(reading json: inout JSONReader) throws(JSONError) {
        kind = try json.required("kind")
        name = try json.required("name")
        source = try json.required("source")
        destination = try json.required("destination")
        options = try json.optional("options") ?? []
        isAnonymous = try json.required("isAnonymous")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("kind", kind)
        try json.add("name", name)
        try json.add("source", source)
        try json.add("destination", destination)
        try json.add("options", options)
        try json.add("isAnonymous", isAnonymous)
    }
}
