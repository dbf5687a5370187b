public import JSONText

extension LaunchPlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        id = try json.required("id")
        name = try json.required("name")
        root = try json.required("root")
        network = try json.required("network")
        log = try json.required("log")
        restart = try json.required("restart")
        keepsStandardInput = try json.required("keepsStandardInput")
        endsStandardInputWithFirstClient = try json.required("endsStandardInputWithFirstClient")
        removesOnExit = try json.required("removesOnExit")
        anonymousVolumes = try json.optional("anonymousVolumes") ?? []
        cgroupPath = try json.required("cgroupPath")
        toleratesMissingCgroup = try json.required("toleratesMissingCgroup")
        requiresCgroup = try json.optional("requiresCgroup")
        runtime = try json.optional("runtime")
        stopTimeout = try json.required("stopTimeout")
        stopSignal = try json.required("stopSignal")
        runTimeout = try json.required("runTimeout")
        preservedDescriptors = try json.required("preservedDescriptors")
        pidFile = try json.optional("pidFile")
        namespaceOwners = try json.optional("namespaceOwners")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("id", id)
        try json.add("name", name)
        try json.add("root", root)
        try json.add("network", network)
        try json.add("log", log)
        try json.add("restart", restart)
        try json.add("keepsStandardInput", keepsStandardInput)
        try json.add("endsStandardInputWithFirstClient", endsStandardInputWithFirstClient)
        try json.add("removesOnExit", removesOnExit)
        try json.add("anonymousVolumes", anonymousVolumes)
        try json.add("cgroupPath", cgroupPath)
        try json.add("toleratesMissingCgroup", toleratesMissingCgroup)
        try json.add("requiresCgroup", requiresCgroup)
        try json.add("runtime", runtime)
        try json.add("stopTimeout", stopTimeout)
        try json.add("stopSignal", stopSignal)
        try json.add("runTimeout", runTimeout)
        try json.add("preservedDescriptors", preservedDescriptors)
        try json.add("pidFile", pidFile)
        try json.add("namespaceOwners", namespaceOwners)
    }
}

extension RootPlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        lowers = try json.optional("lowers") ?? []
        upper = try json.required("upper")
        work = try json.required("work")
        volatile = try json.required("volatile")
        directory = try json.optional("directory")
        mapsOwners = try json.optional("mapsOwners")
        mountProgram = try json.optional("mountProgram")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("lowers", lowers)
        try json.add("upper", upper)
        try json.add("work", work)
        try json.add("volatile", volatile)
        try json.add("directory", directory)
        try json.add("mapsOwners", mapsOwners)
        try json.add("mountProgram", mountProgram)
    }
}

extension NetworkPlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        mode = try json.required("mode")
        container = try json.optional("container")
        bridge = try json.optional("bridge")
        address = try json.optional("address")
        macAddress = try json.optional("macAddress")
        options = try json.optional("options") ?? []
        hostsFile = try json.optional("hostsFile")
        hostNames = try json.optional("hostNames") ?? []
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("mode", mode)
        try json.add("container", container)
        try json.add("bridge", bridge)
        try json.add("address", address)
        try json.add("macAddress", macAddress)
        try json.add("options", options)
        try json.add("hostsFile", hostsFile)
        try json.add("hostNames", hostNames)
    }
}

extension BridgePlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.required("name")
        directory = try json.required("directory")
        bridge = try json.required("bridge")
        subnet = try json.required("subnet")
        gateway = try json.required("gateway")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
        try json.add("directory", directory)
        try json.add("bridge", bridge)
        try json.add("subnet", subnet)
        try json.add("gateway", gateway)
    }
}

extension LogPlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        driver = try json.required("driver")
        path = try json.required("path")
        maxSize = try json.required("maxSize")
        maxFiles = try json.required("maxFiles")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("driver", driver)
        try json.add("path", path)
        try json.add("maxSize", maxSize)
        try json.add("maxFiles", maxFiles)
    }
}

extension RestartPlan {
    public init(reading json: inout JSONReader) throws(JSONError) {
        policy = try json.required("policy")
        maximumRetries = try json.required("maximumRetries")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("policy", policy)
        try json.add("maximumRetries", maximumRetries)
    }
}
