import Appliance
import Store
import Workshop

/// The pages on which the box is switched off, started again, or made new.
extension Pages {
    /// What can be done to the machine.
    func power(_ frame: Frame) -> [UInt8] {
        document(frame, main: "power", title: frame.wording["power_title"], isInline: false, [:])
    }

    /// Whether it is meant.
    func confirmPower(_ frame: Frame, _ wish: PowerWish, isOpen: Bool) -> [UInt8] {
        let wording = frame.wording
        let title = wording["power_confirm_\(wish.rawValue)"]
        let content: [String: Any] = [
            "question": ["heading": title, "what": wish.rawValue, "yes": wording["power_yes_\(wish.rawValue)"]],
            "isOpen": isOpen,
        ]
        return document(frame, main: "power", title: title, isInline: false, content)
    }

    /// What happens now. With its style in it, and without a script: the server is about to be gone.
    func powerDone(_ frame: Frame, _ wish: PowerWish) -> [UInt8] {
        let wording = frame.wording
        return document(
            frame, main: "power", title: wording["power_title"], isInline: true,
            ["done": wording["power_done_\(wish.rawValue)"]])
    }

    /// Whether the box is really to be made new, with what would be lost.
    func confirmReset(_ frame: Frame, _ extent: ErasureExtent, hasNetwork: Bool, notice: Notice?) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "heading": wording["reset_confirm"], "path": "/facilitator/erase", "what": "new", "which": "",
            "losses": losses(extent, wording), "hasLosses": extent.rows > 0, "typedLabel": wording["erase_type_pin"],
            "stays": wording["reset_stays"] + (hasNetwork ? " " + wording["reset_wifi"] : ""),
            "isWrong": notice != nil,
        ]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "erase_confirm", title: wording["reset_confirm"], isInline: false, content)
    }

    /// The new way in, to be written down.
    ///
    /// - Parameter moved: How to come back by the new Wi-Fi, where the box makes one.
    func resetDone(_ frame: Frame, _ box: Box, moved: [String: Any]?) -> [UInt8] {
        var content: [String: Any] = ["pin": box.pin, "recoveryCode": box.recoveryCode.grouped, "isNew": true]
        content["moved"] = moved
        return document(
            frame, main: "recovered", title: frame.wording["reset_done_title"], isInline: true, content)
    }
}
