public import JSONText
internal import Linux

extension RunState {
    public init(reading json: inout JSONReader) throws(JSONError) {
        pid = try json.required("pid")
        processStart = try json.required("processStart")
        bootID = try json.required("bootID")
        startedAt = Timestamp(nanoseconds: try json.required("startedAt"))
        restartCount = try json.required("restartCount")
        network = try json.optional("network")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("pid", pid)
        try json.add("processStart", processStart)
        try json.add("bootID", bootID)
        try json.add("startedAt", startedAt.nanoseconds)
        try json.add("restartCount", restartCount)
        try json.add("network", network)
    }
}

extension NetworkState {
    public init(reading json: inout JSONReader) throws(JSONError) {
        networkName = try json.required("networkName")
        interface = try json.required("interface")
        address = try json.required("address")
        prefixLength = try json.required("prefixLength")
        gateway = try json.required("gateway")
        macAddress = try json.required("macAddress")
        lease = try json.required("lease")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("networkName", networkName)
        try json.add("interface", interface)
        try json.add("address", address)
        try json.add("prefixLength", prefixLength)
        try json.add("gateway", gateway)
        try json.add("macAddress", macAddress)
        try json.add("lease", lease)
    }
}

extension ExitRecord {
    public init(reading json: inout JSONReader) throws(JSONError) {
        code = try json.optional("code")
        let startedAtNanoseconds: Int64? = try json.optional("startedAt")
        startedAt = startedAtNanoseconds.map { Timestamp(nanoseconds: $0) }
        finishedAt = Timestamp(nanoseconds: try json.required("finishedAt"))
        outOfMemory = try json.required("outOfMemory")
        error = try json.required("error")
        restartCount = try json.required("restartCount")
        stoppedByUser = try json.required("stoppedByUser")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("code", code)
        try json.add("startedAt", startedAt?.nanoseconds)
        try json.add("finishedAt", finishedAt.nanoseconds)
        try json.add("outOfMemory", outOfMemory)
        try json.add("error", error)
        try json.add("restartCount", restartCount)
        try json.add("stoppedByUser", stoppedByUser)
    }
}

extension ContainerSummary {
    public init(reading json: inout JSONReader) throws(JSONError) {
        id = try json.required("id")
        name = try json.required("name")
        image = try json.required("image")
        imageID = try json.required("imageID")
        command = try json.required("command")
        created = Timestamp(nanoseconds: try json.required("created"))
        autoRemove = try json.required("autoRemove")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("id", id)
        try json.add("name", name)
        try json.add("image", image)
        try json.add("imageID", imageID)
        try json.add("command", command)
        try json.add("created", created.nanoseconds)
        try json.add("autoRemove", autoRemove)
    }
}
