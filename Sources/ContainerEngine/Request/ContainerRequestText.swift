public import JSONText

extension ContainerRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        image = try json.optional("image") ?? ""
        arguments = try json.optional("arguments") ?? []
        entrypoint = try json.optional("entrypoint")
        name = try json.optional("name")
        rootFileSystem = try json.optional("rootFileSystem")
        platform = try json.optional("platform")
        initProcess = try json.optional("initProcess") ?? false
        runtime = try json.optional("runtime")
        environment = try json.optional("environment") ?? []
        unsetEnvironment = try json.optional("unsetEnvironment") ?? []
        unsetAllEnvironment = try json.optional("unsetAllEnvironment") ?? false
        forwardsHostEnvironment = try json.optional("forwardsHostEnvironment") ?? false
        forwardsProxies = try json.optional("forwardsProxies") ?? true
        workingDirectory = try json.optional("workingDirectory")
        user = try json.optional("user")
        groups = try json.optional("groups") ?? []
        umask = try json.optional("umask")
        terminal = try json.optional("terminal") ?? false
        interactive = try json.optional("interactive") ?? false
        attach = try json.optional("attach") ?? []
        timeZone = try json.optional("timeZone")
        preservedDescriptors = try json.optional("preservedDescriptors") ?? 0
        ulimits = try json.optional("ulimits") ?? []
        outOfMemoryScoreAdjustment = try json.optional("outOfMemoryScoreAdjustment")
        writesAccounts = try json.optional("writesAccounts") ?? true
        passwordEntry = try json.optional("passwordEntry")
        groupEntry = try json.optional("groupEntry")
        hostname = try json.optional("hostname")
        domainName = try json.optional("domainName")
        labels = try json.optional("labels") ?? [:]
        annotations = try json.optional("annotations") ?? [:]
        mounts = try json.optional("mounts") ?? []
        volumesFrom = try json.optional("volumesFrom") ?? []
        devices = try json.optional("devices") ?? []
        deviceRules = try json.optional("deviceRules") ?? []
        readOnly = try json.optional("readOnly") ?? false
        readOnlyTmpfs = try json.optional("readOnlyTmpfs") ?? true
        sharedMemorySize = try json.optional("sharedMemorySize")
        imageVolumes = try json.optional("imageVolumes") ?? .anonymous
        privileged = try json.optional("privileged") ?? false
        capabilitiesAdded = try json.optional("capabilitiesAdded") ?? []
        capabilitiesDropped = try json.optional("capabilitiesDropped") ?? []
        securityOptions = try json.optional("securityOptions") ?? []
        sysctls = try json.optional("sysctls") ?? [:]
        pidMode = try json.optional("pidMode") ?? ""
        ipcMode = try json.optional("ipcMode") ?? ""
        utsMode = try json.optional("utsMode") ?? ""
        userMode = try json.optional("userMode") ?? ""
        cgroupMode = try json.optional("cgroupMode") ?? ""
        uidMappings = try json.optional("uidMappings") ?? []
        gidMappings = try json.optional("gidMappings") ?? []
        subuidName = try json.optional("subuidName")
        subgidName = try json.optional("subgidName")
        cgroupParent = try json.optional("cgroupParent")
        cgroups = try json.optional("cgroups") ?? "enabled"
        resources = try json.optional("resources") ?? ResourceRequest()
        network = try json.optional("network") ?? ""
        address = try json.optional("address")
        macAddress = try json.optional("macAddress")
        dnsServers = try json.optional("dnsServers") ?? []
        dnsSearch = try json.optional("dnsSearch") ?? []
        dnsOptions = try json.optional("dnsOptions") ?? []
        addedHosts = try json.optional("addedHosts") ?? []
        writesHosts = try json.optional("writesHosts") ?? true
        writesHostname = try json.optional("writesHostname") ?? true
        exposedPorts = try json.optional("exposedPorts") ?? []
        requires = try json.optional("requires") ?? []
        removesOnExit = try json.optional("removesOnExit") ?? false
        removesImage = try json.optional("removesImage") ?? false
        replaces = try json.optional("replaces") ?? false
        restart = try json.optional("restart") ?? "no"
        stopSignal = try json.optional("stopSignal")
        stopTimeout = try json.optional("stopTimeout")
        timeout = try json.optional("timeout") ?? 0
        detachKeys = try json.optional("detachKeys")
        cidFile = try json.optional("cidFile")
        pidFile = try json.optional("pidFile")
        logDriver = try json.optional("logDriver")
        logOptions = try json.optional("logOptions") ?? [:]
        pull = try json.optional("pull") ?? "missing"
        quiet = try json.optional("quiet") ?? false
        createCommand = try json.optional("createCommand")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("image", image)
        try json.add("arguments", arguments)
        try json.add("entrypoint", entrypoint)
        try json.add("name", name)
        try json.add("rootFileSystem", rootFileSystem)
        try json.add("platform", platform)
        try json.add("initProcess", initProcess)
        try json.add("runtime", runtime)
        try json.add("environment", environment)
        try json.add("unsetEnvironment", unsetEnvironment)
        try json.add("unsetAllEnvironment", unsetAllEnvironment)
        try json.add("forwardsHostEnvironment", forwardsHostEnvironment)
        try json.add("forwardsProxies", forwardsProxies)
        try json.add("workingDirectory", workingDirectory)
        try json.add("user", user)
        try json.add("groups", groups)
        try json.add("umask", umask)
        try json.add("terminal", terminal)
        try json.add("interactive", interactive)
        try json.add("attach", attach)
        try json.add("timeZone", timeZone)
        try json.add("preservedDescriptors", preservedDescriptors)
        try json.add("ulimits", ulimits)
        try json.add("outOfMemoryScoreAdjustment", outOfMemoryScoreAdjustment)
        try json.add("writesAccounts", writesAccounts)
        try json.add("passwordEntry", passwordEntry)
        try json.add("groupEntry", groupEntry)
        try json.add("hostname", hostname)
        try json.add("domainName", domainName)
        try json.add("labels", labels)
        try json.add("annotations", annotations)
        try json.add("mounts", mounts)
        try json.add("volumesFrom", volumesFrom)
        try json.add("devices", devices)
        try json.add("deviceRules", deviceRules)
        try json.add("readOnly", readOnly)
        try json.add("readOnlyTmpfs", readOnlyTmpfs)
        try json.add("sharedMemorySize", sharedMemorySize)
        try json.add("imageVolumes", imageVolumes)
        try json.add("privileged", privileged)
        try json.add("capabilitiesAdded", capabilitiesAdded)
        try json.add("capabilitiesDropped", capabilitiesDropped)
        try json.add("securityOptions", securityOptions)
        try json.add("sysctls", sysctls)
        try json.add("pidMode", pidMode)
        try json.add("ipcMode", ipcMode)
        try json.add("utsMode", utsMode)
        try json.add("userMode", userMode)
        try json.add("cgroupMode", cgroupMode)
        try json.add("uidMappings", uidMappings)
        try json.add("gidMappings", gidMappings)
        try json.add("subuidName", subuidName)
        try json.add("subgidName", subgidName)
        try json.add("cgroupParent", cgroupParent)
        try json.add("cgroups", cgroups)
        try json.add("resources", resources)
        try json.add("network", network)
        try json.add("address", address)
        try json.add("macAddress", macAddress)
        try json.add("dnsServers", dnsServers)
        try json.add("dnsSearch", dnsSearch)
        try json.add("dnsOptions", dnsOptions)
        try json.add("addedHosts", addedHosts)
        try json.add("writesHosts", writesHosts)
        try json.add("writesHostname", writesHostname)
        try json.add("exposedPorts", exposedPorts)
        try json.add("requires", requires)
        try json.add("removesOnExit", removesOnExit)
        try json.add("removesImage", removesImage)
        try json.add("replaces", replaces)
        try json.add("restart", restart)
        try json.add("stopSignal", stopSignal)
        try json.add("stopTimeout", stopTimeout)
        try json.add("timeout", timeout)
        try json.add("detachKeys", detachKeys)
        try json.add("cidFile", cidFile)
        try json.add("pidFile", pidFile)
        try json.add("logDriver", logDriver)
        try json.add("logOptions", logOptions)
        try json.add("pull", pull)
        try json.add("quiet", quiet)
        try json.add("createCommand", createCommand)
    }
}

extension UlimitRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        soft = try json.required("soft")
        hard = try json.required("hard")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("soft", soft)
        try json.add("hard", hard)
    }
}

extension DeviceRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        host = try json.required("host")
        container = try json.required("container")
        permissions = try json.required("permissions")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("host", host)
        try json.add("container", container)
        try json.add("permissions", permissions)
    }
}

extension ResourceRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        memory = try json.optional("memory")
        memoryReservation = try json.optional("memoryReservation")
        memorySwap = try json.optional("memorySwap")
        memorySwappiness = try json.optional("memorySwappiness")
        kernelMemory = try json.optional("kernelMemory")
        outOfMemoryKillDisabled = try json.optional("outOfMemoryKillDisabled") ?? false
        nanoCPUs = try json.optional("nanoCPUs")
        cpuShares = try json.optional("cpuShares")
        cpuPeriod = try json.optional("cpuPeriod")
        cpuQuota = try json.optional("cpuQuota")
        cpuRealtimePeriod = try json.optional("cpuRealtimePeriod")
        cpuRealtimeRuntime = try json.optional("cpuRealtimeRuntime")
        cpusetCPUs = try json.optional("cpusetCPUs")
        cpusetMemory = try json.optional("cpusetMemory")
        pidsLimit = try json.optional("pidsLimit")
        blockWeight = try json.optional("blockWeight")
        blockWeightDevices = try json.optional("blockWeightDevices") ?? []
        readBytesPerSecond = try json.optional("readBytesPerSecond") ?? []
        writeBytesPerSecond = try json.optional("writeBytesPerSecond") ?? []
        readOperationsPerSecond = try json.optional("readOperationsPerSecond") ?? []
        writeOperationsPerSecond = try json.optional("writeOperationsPerSecond") ?? []
        unified = try json.optional("unified") ?? [:]
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("memory", memory)
        try json.add("memoryReservation", memoryReservation)
        try json.add("memorySwap", memorySwap)
        try json.add("memorySwappiness", memorySwappiness)
        try json.add("kernelMemory", kernelMemory)
        try json.add("outOfMemoryKillDisabled", outOfMemoryKillDisabled)
        try json.add("nanoCPUs", nanoCPUs)
        try json.add("cpuShares", cpuShares)
        try json.add("cpuPeriod", cpuPeriod)
        try json.add("cpuQuota", cpuQuota)
        try json.add("cpuRealtimePeriod", cpuRealtimePeriod)
        try json.add("cpuRealtimeRuntime", cpuRealtimeRuntime)
        try json.add("cpusetCPUs", cpusetCPUs)
        try json.add("cpusetMemory", cpusetMemory)
        try json.add("pidsLimit", pidsLimit)
        try json.add("blockWeight", blockWeight)
        try json.add("blockWeightDevices", blockWeightDevices)
        try json.add("readBytesPerSecond", readBytesPerSecond)
        try json.add("writeBytesPerSecond", writeBytesPerSecond)
        try json.add("readOperationsPerSecond", readOperationsPerSecond)
        try json.add("writeOperationsPerSecond", writeOperationsPerSecond)
        try json.add("unified", unified)
    }
}

extension DeviceNumberRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        path = try json.required("path")
        value = try json.required("value")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("path", path)
        try json.add("value", value)
    }
}
