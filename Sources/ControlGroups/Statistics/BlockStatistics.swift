extension ControlGroup {
    public func blockStatistics() -> [ResourceStatistics.BlockDevice] {
        guard let place = place(of: .blockIO) else { return [] }
        return place.hierarchy.isUnified ? unifiedBlock(place) : legacyBlock(place)
    }

    /// `8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6`
    private func unifiedBlock(_ place: Place) -> [ResourceStatistics.BlockDevice] {
        var devices: [ResourceStatistics.BlockDevice] = []
        for line in (ControlFile(place, "io.stat").readIfPresent() ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard var device = device(fields.first ?? "") else { continue }
            for field in fields.dropFirst() {
                let pair = field.split(separator: "=")
                guard pair.count == 2, let value = UInt64(pair[1]) else { continue }
                switch pair[0] {
                case "rbytes": device.readBytes = value
                case "wbytes": device.writtenBytes = value
                case "rios": device.reads = value
                case "wios": device.writes = value
                case "dbytes": device.discardedBytes = value
                case "dios": device.discards = value
                default: break
                }
            }
            devices.append(device)
        }
        return devices
    }

    /// `8:0 Read 1`, a line for each device and kind.
    private func legacyBlock(_ place: Place) -> [ResourceStatistics.BlockDevice] {
        var devices: [ResourceStatistics.BlockDevice] = []
        add(
            first(place, "blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_service_bytes"), &devices,
            bytes: true)
        add(first(place, "blkio.throttle.io_serviced_recursive", "blkio.throttle.io_serviced"), &devices, bytes: false)
        return devices
    }

    private func first(_ place: Place, _ one: String, _ other: String) -> String {
        ControlFile(place, one).readIfPresent() ?? ControlFile(place, other).readIfPresent() ?? ""
    }

    private func add(_ text: String, _ devices: inout [ResourceStatistics.BlockDevice], bytes: Bool) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let found = device(fields[0]), let value = UInt64(fields[2]) else { continue }
            let known = devices.firstIndex { $0.major == found.major && $0.minor == found.minor }
            if known == nil { devices.append(found) }
            let index = known ?? devices.count - 1
            switch fields[1] {
            case "Read": if bytes { devices[index].readBytes = value } else { devices[index].reads = value }
            case "Write": if bytes { devices[index].writtenBytes = value } else { devices[index].writes = value }
            case "Discard": if bytes { devices[index].discardedBytes = value } else { devices[index].discards = value }
            default: break
            }
        }
    }

    private func device(_ text: Substring) -> ResourceStatistics.BlockDevice? {
        let numbers = text.split(separator: ":")
        guard numbers.count == 2, let major = UInt64(numbers[0]), let minor = UInt64(numbers[1]) else { return nil }
        return ResourceStatistics.BlockDevice(major: major, minor: minor)
    }
}
