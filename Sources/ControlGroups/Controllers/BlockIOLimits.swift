internal import OCISpecification

/// Weights and limits of block devices: `blkio.*` in version 1, `io.*` in version 2.
struct BlockIOLimits {
    let blockIO: LinuxBlockIO

    init(_ blockIO: LinuxBlockIO) { self.blockIO = blockIO }

    private typealias Throttle = (devices: [LinuxThrottleDevice]?, legacy: String, unified: String)

    private var throttles: [Throttle] {
        [
            (blockIO.throttleReadBpsDevice, "blkio.throttle.read_bps_device", "rbps"),
            (blockIO.throttleWriteBpsDevice, "blkio.throttle.write_bps_device", "wbps"),
            (blockIO.throttleReadIOPSDevice, "blkio.throttle.read_iops_device", "riops"),
            (blockIO.throttleWriteIOPSDevice, "blkio.throttle.write_iops_device", "wiops"),
        ]
    }

    private var asksNothing: Bool {
        (blockIO.weight ?? 0) == 0 && (blockIO.leafWeight ?? 0) == 0 && (blockIO.weightDevice ?? []).isEmpty
            && throttles.allSatisfy { ($0.devices ?? []).isEmpty }
    }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        if asksNothing { return }
        guard let place = group.place(of: .blockIO) else {
            throw ControlGroupError(
                .missingController, doing: "limit block devices", file: group.path.text,
                cause: "the controller `blkio` is not mounted")
        }
        if place.hierarchy.isUnified { try applyUnified(place) } else { try applyLegacy(place) }
    }

    private func applyLegacy(_ place: ControlGroup.Place) throws(ControlGroupError) {
        // The first is of the scheduler CFQ, gone in 5.0; the second of BFQ.
        let weight = Self.first(place, "blkio.weight", "blkio.bfq.weight")
        let weightDevice = Self.first(place, "blkio.weight_device", "blkio.bfq.weight_device")
        if let value = blockIO.weight, value != 0 {
            try weight.write("\(value)", doing: "set the I/O weight to \(value)")
        }
        if let value = blockIO.leafWeight, value != 0 {
            try ControlFile(place, "blkio.leaf_weight").write("\(value)", doing: "set the I/O leaf weight to \(value)")
        }
        for device in blockIO.weightDevice ?? [] {
            if let value = device.weight, value != 0 {
                try weightDevice.write(
                    "\(device.major):\(device.minor) \(value)",
                    doing: "set the I/O weight of device \(device.major):\(device.minor) to \(value)")
            }
            if let value = device.leafWeight, value != 0 {
                try ControlFile(place, "blkio.leaf_weight_device")
                    .write(
                        "\(device.major):\(device.minor) \(value)",
                        doing: "set the I/O leaf weight of device \(device.major):\(device.minor) to \(value)")
            }
        }
        for throttle in throttles {
            for device in throttle.devices ?? [] {
                try ControlFile(place, throttle.legacy)
                    .write(
                        "\(device.major):\(device.minor) \(device.rate)",
                        doing: "limit device \(device.major):\(device.minor) to \(device.rate)")
            }
        }
    }

    private func applyUnified(_ place: ControlGroup.Place) throws(ControlGroupError) {
        if (blockIO.leafWeight ?? 0) != 0 || (blockIO.weightDevice ?? []).contains(where: { ($0.leafWeight ?? 0) != 0 }) {
            throw ControlGroupError(
                .unsupported, doing: "set an I/O leaf weight", file: place.directory,
                cause: "control groups of version 2 have no such setting; leave it out")
        }
        let bfq = ControlFile(place, "io.bfq.weight")
        let usesBFQ = bfq.readIfPresent() != nil
        let file = usesBFQ ? bfq : ControlFile(place, "io.weight")
        if let value = blockIO.weight, value != 0 {
            try file.write(
                usesBFQ ? "\(value)" : "default \(Self.unifiedWeight(value))",
                doing: "set the I/O weight to \(value)")
        }
        for device in blockIO.weightDevice ?? [] {
            guard let value = device.weight, value != 0 else { continue }
            let weight = usesBFQ ? UInt64(value) : Self.unifiedWeight(value)
            try file.write(
                "\(device.major):\(device.minor) \(weight)",
                doing: "set the I/O weight of device \(device.major):\(device.minor) to \(value)")
        }
        for throttle in throttles {
            for device in throttle.devices ?? [] {
                let value = "\(device.major):\(device.minor) \(throttle.unified)=\(Self.rate(device.rate))"
                try ControlFile(place, "io.max")
                    .write(value, doing: "limit device \(device.major):\(device.minor) to \(device.rate)")
            }
        }
    }

    /// Zero lifts a limit in version 1, and so it does here.
    private static func rate(_ value: UInt64) -> String { value == 0 ? "max" : "\(value)" }

    /// From 10…1000 to 1…10000.
    private static func unifiedWeight(_ weight: UInt16) -> UInt64 {
        weight <= 10 ? 1 : 1 + (UInt64(weight) - 10) * 9999 / 990
    }

    private static func first(_ place: ControlGroup.Place, _ one: String, _ other: String) -> ControlFile {
        let file = ControlFile(place, one)
        if file.readIfPresent() != nil { return file }
        return ControlFile(place, other)
    }
}
