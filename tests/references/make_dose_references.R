# Reference numbers for the dose-response models and Peto's odds ratio.
#
#   Rscript make_dose_references.R [FOLDER [quick]]
#
# FOLDER (default: the folder of this script) holds dose_tables/*.csv with the columns trial,
# dose, responders, n, and tables/*.csv with tables/pairs.csv as make_references.R describes.
# Writes FOLDER/dose.json, each result beside the R call that gave it. "quick" leaves out what
# takes long: the random slope, the step between the two highest doses, and the tables of the
# declared analyses, whose numbers come from the same functions as the others.

suppressMessages({
  library(metafor)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
quick <- length(given) > 1 && given[2] == "quick"
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))

tight <- glm.control(epsilon = 1e-14, maxit = 200)
cut_drop <- qchisq(.95, 1) / 2

read_doses <- function(file) {
  d <- read.csv(file, colClasses = c(trial = "character"))
  names(d)[names(d) == "responders"] <- "r"
  total <- tapply(d$r, d$trial, sum)
  d <- d[d$trial %in% names(total)[total > 0], ]
  rest <- tapply(d$n - d$r, d$trial, sum)
  d <- d[d$trial %in% names(rest)[rest > 0], ]
  d$trial <- factor(d$trial)
  d
}

# One formula for one trial, where factor() has no contrasts, and for several.
left <- function(d) {
  if (nlevels(d$trial) > 1) "cbind(r, n - r) ~ factor(trial)" else "cbind(r, n - r) ~ 1"
}

fit <- function(d, terms) {
  suppressWarnings(
    glm(as.formula(paste(left(d), terms)), family = binomial, data = d, control = tight)
  )
}

straight <- function(d, x) {
  m <- fit(d, sprintf("+ %s", x))
  b <- coef(summary(m))[x, 1:2]
  d$x <- eval(parse(text = x), d)
  below <- function(s) {
    d$o <- s * d$x
    as.numeric(logLik(fit(d, "+ offset(o)"))) - as.numeric(logLik(m)) + cut_drop
  }
  limit <- function(sign) {
    uniroot(below, sort(b[1] + sign * c(.5, 5) * b[2]), extendInt = "no", tol = 1e-13)$root
  }
  list(
    call = sprintf("glm(%s + %s, family=binomial)", left(d), x),
    interval_call = "uniroot over the slope s of logLik(glm(... + offset(s*x)))",
    estimate = unname(b[1]), se = unname(b[2]), ci_low = limit(-1), ci_high = limit(1),
    log_likelihood = as.numeric(logLik(m)), aic = AIC(m), deviance = deviance(m),
    df = df.residual(m)
  )
}

emax <- function(d) {
  top <- max(d$dose)
  at <- function(e) {
    d$x <- d$dose / (e + d$dose)
    fit(d, "+ x")
  }
  l <- function(log_e) as.numeric(logLik(at(exp(log_e))))
  grid <- seq(log(top) - 12, log(top) + 12, length.out = 97)
  values <- sapply(grid, l)
  best <- which.max(values)
  call <- sprintf("glm(%s + I(dose/(ED50+dose)), family=binomial), ED50 profiled", left(d))
  if (best == 1 || best == length(grid)) {
    d$x <- if (best == 1) as.numeric(d$dose > 0) else d$dose
    top_l <- as.numeric(logLik(fit(d, "+ x")))
    e <- b <- errors <- c(NA, NA)
  } else {
    # The score of the profile changes sign where the likelihood is highest.
    score <- function(log_e) {
      m <- at(exp(log_e))
      along <- -coef(m)[["x"]] * d$dose / (exp(log_e) + d$dose)^2
      sum((d$r - d$n * fitted(m)) * along)
    }
    e <- exp(uniroot(score, grid[best + c(-1, 1)], tol = 1e-13)$root)
    b <- coef(at(e))[["x"]]
    d$x1 <- d$dose / (e + d$dose)
    d$x2 <- -b * d$dose / (e + d$dose)^2
    z <- fit(d, "+ x1 + x2")
    errors <- sqrt(diag(vcov(z)))[c("x1", "x2")]
    top_l <- as.numeric(logLik(at(e)))
  }
  lower <- function(log_e) l(log_e) - top_l + cut_drop
  inside <- which(values >= top_l - cut_drop)
  low <- if (min(inside) == 1) NA else {
    exp(uniroot(lower, grid[min(inside) - 1:0], tol = 1e-12)$root)
  }
  high <- if (max(inside) == length(grid)) NA else {
    exp(uniroot(lower, grid[max(inside) + 0:1], tol = 1e-12)$root)
  }
  out <- list(
    call = call, se_call = "vcov(glm(... + x1 + x2)), x1, x2 the derivatives in emax and ED50",
    emax = b[1], emax_se = errors[[1]], ed50 = e[1], ed50_se = errors[[2]],
    ed50_low = low, ed50_high = high, log_likelihood = top_l,
    aic = 2 * (nlevels(d$trial) + 2) - 2 * top_l, band_dose = NA
  )
  if (!is.na(e[1]) && !is.na(low) && !is.na(high)) {
    # Band of the log odds ratio at the lowest dose above 0: it is fixed, ED50 profiled.
    dose <- min(d$dose[d$dose > 0])
    own <- b * dose / (e + dose)
    constrained <- function(theta) {
      inner <- function(log_e) {
        g <- function(v) v / (exp(log_e) + v)
        d$o <- theta * g(d$dose) / g(dose)
        as.numeric(logLik(fit(d, "+ offset(o)")))
      }
      optimize(inner, log(c(low, high)) + c(-.5, .5), maximum = TRUE, tol = 1e-8)$objective -
        top_l + cut_drop
    }
    out$band_call <- "uniroot over theta of max over ED50 of logLik(glm(... + offset(theta*g)))"
    out$band_dose <- dose
    reach <- abs(own)
    out$band_low <- uniroot(constrained, own - c(1.5 * reach, 0), tol = 1e-10)$root
    out$band_high <- uniroot(constrained, own + c(0, 1.5 * reach), tol = 1e-10)$root
  }
  if (!quick && !is.na(e[1])) out <- c(out, step_between(d, e, b, low, high, top_l))
  out
}

# The highest dose against the next lower one: their difference is fixed, ED50 profiled. Where
# the interval of ED50 has no limit the search goes as far as the profile of ED50 does.
step_between <- function(d, e, b, low, high, top_l) {
  doses <- sort(unique(d$dose))
  pair <- tail(doses, 2)
  own <- b * (pair[2] / (e + pair[2]) - pair[1] / (e + pair[1]))
  ends <- log(max(doses)) + c(-12, 12)
  if (!is.na(low)) ends[1] <- log(low) - .5
  if (!is.na(high)) ends[2] <- log(high) + .5
  grid <- seq(ends[1], ends[2], length.out = 61)
  constrained <- function(theta) {
    inner <- function(log_e) {
      g <- function(v) v / (exp(log_e) + v)
      d$o <- theta * g(d$dose) / (g(pair[2]) - g(pair[1]))
      as.numeric(logLik(fit(d, "+ offset(o)")))
    }
    at <- which.max(sapply(grid, inner))
    near <- grid[c(max(at - 1, 1), min(at + 1, length(grid)))]
    found <- optimize(inner, near, maximum = TRUE, tol = 1e-8)$objective
    found - top_l + cut_drop
  }
  # The sides of the root, found by going outwards.
  root <- function(sign) {
    outer <- own
    repeat {
      outer <- outer + sign * .25
      if (constrained(outer) < 0) break
    }
    uniroot(constrained, sort(c(outer - sign * .25, outer)), tol = 1e-9)$root
  }
  list(
    step_call = "uniroot over theta of max over ED50 of logLik(glm(... + offset(theta*g)))",
    step_dose = pair[2], step_reference = pair[1], step = own,
    step_low = if (is.na(low)) NA else root(-1), step_high = root(1)
  )
}

# Random slope: every integral by integrate(), the intercepts inside by optimize().
random_slope <- function(d, x, scale) {
  d$x <- eval(parse(text = x), d) / scale
  parts <- split(d, d$trial)
  one <- function(p, slope, tau) {
    f <- function(a) {
      g <- function(z) {
        sapply(z, function(u) {
          sum(dbinom(p$r, p$n, plogis(a + (slope + tau * u) * p$x), log = TRUE)) +
            dnorm(u, log = TRUE)
        })
      }
      top <- optimize(g, c(-6, 6), maximum = TRUE)
      m <- top$objective
      h <- function(z) exp(g(z) - m)
      cuts <- top$maximum + c(-6, -1, 1, 6)
      area <- 0
      for (i in 1:3) area <- area + integrate(h, cuts[i], cuts[i + 1], rel.tol = 1e-10)$value
      log(area) + m
    }
    start <- qlogis(sum(p$r) / sum(p$n))
    optimize(f, start + c(-2.5, 2.5), maximum = TRUE, tol = 1e-7)$objective
  }
  negative <- function(v) -sum(sapply(parts, one, slope = v[1], tau = v[2]))
  res <- optim(c(1.5, .5), negative, method = "Nelder-Mead", control = list(reltol = 1e-11))
  list(
    random_call = "optim over slope and tau; integrate() over z, optimize() over intercepts",
    random_estimate = res$par[1] / scale, tau = abs(res$par[2]) / scale,
    random_log_likelihood = -res$value
  )
}

results <- list()
for (path in sort(list.files(file.path(folder, "dose_tables"), "\\.csv$", full.names = TRUE))) {
  if (quick && startsWith(basename(path), "declared_")) next
  d <- read_doses(path)
  for (model in c("linear", "log", "emax")) {
    if (model == "emax" && length(unique(d$dose[d$dose > 0])) < 2) next
    key <- list(table = basename(path), model = model)
    numbers <- switch(model,
      linear = straight(d, "dose"), log = straight(d, "log1p(dose)"), emax = emax(d)
    )
    if (!quick && model == "log" && basename(path) == "synthetic_nine_trials.csv") {
      numbers <- c(numbers, random_slope(d, "log1p(dose)", log1p(200)))
    }
    results[[length(results) + 1]] <- c(key, numbers)
  }
}

peto_call <- "rma.peto(ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=d, add=0, to='none', drop00=TRUE)"
pairs <- read.csv(file.path(folder, "tables", "pairs.csv"), colClasses = "character")
peto <- list()
for (i in seq_len(nrow(pairs))) {
  arms <- read.csv(file.path(folder, "tables", pairs$file[i]),
    colClasses = c(trial = "character", treatment = "character"),
    na.strings = "", fileEncoding = "UTF-8-BOM", encoding = "UTF-8"
  )
  # Peto's method needs counts.
  if ("effective_n" %in% names(arms)) next
  t <- arms[arms$treatment == pairs$treatment[i], ]
  c <- arms[arms$treatment == pairs$control[i], ]
  both <- t$trial[t$trial %in% c$trial]
  t <- t[match(both, t$trial), ]
  c <- c[match(both, c$trial), ]
  d <- data.frame(ai = t$responders, n1i = t$n, ci = c$responders, n2i = c$n)
  events <- d$ai + d$ci
  d <- d[events > 0 & events < d$n1i + d$n2i, ]
  if (nrow(d) == 0) next
  res <- eval(parse(text = peto_call))
  peto[[length(peto) + 1]] <- list(
    table = pairs$file[i], treatment = pairs$treatment[i], control = pairs$control[i],
    call = peto_call, k = res$k, estimate = as.numeric(res$beta), se = res$se,
    ci_low = res$ci.lb, ci_high = res$ci.ub, q = res$QE
  )
}

out <- list(
  made_by = "tests/references/make_dose_references.R",
  versions = list(
    R = as.character(getRversion()), metafor = as.character(packageVersion("metafor"))
  ),
  arguments = "one row per arm with trial, dose, r (responders), n; uninformative trials removed",
  results = results, peto = peto
)
json <- toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = TRUE)
writeLines(json, file.path(folder, "dose.json"))
cat(length(results), "and", length(peto), "results written\n")
